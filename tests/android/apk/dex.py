"""Reads what a .dex file defines: format in Android's documentation, "Dalvik executable format"."""

import hashlib
import struct

_CALL_SITES = 0x0007


class Dex:
    """
    Attributes:
        version: such as `037`.
        strings: every string constant and name.
        classes: names of the defined classes, as in Java.
        methods: number of methods that are defined or called.
        has_call_sites: whether anything calls through invoke-custom.
    """

    def __init__(self, data: bytes) -> None:
        assert data[:4] == b"dex\n", "not a .dex file"
        assert hashlib.sha1(data[32:]).digest() == data[12:32], "the .dex file is damaged"
        self._data = data
        self.version = data[4:7].decode()
        (map_at,) = struct.unpack_from("<I", data, 52)
        strings, string_at, types, type_at = struct.unpack_from("<4I", data, 56)
        (self.methods,) = struct.unpack_from("<I", data, 88)
        class_count, class_at = struct.unpack_from("<2I", data, 96)
        ordered = [self._string(struct.unpack_from("<I", data, string_at + 4 * i)[0]) for i in range(strings)]
        descriptors = [ordered[struct.unpack_from("<I", data, type_at + 4 * i)[0]] for i in range(types)]
        self.strings = frozenset(ordered)
        names = (descriptors[struct.unpack_from("<I", data, class_at + 32 * i)[0]] for i in range(class_count))
        self.classes = frozenset(name[1:-1].replace("/", ".") for name in names)
        (items,) = struct.unpack_from("<I", data, map_at)
        self.has_call_sites = any(struct.unpack_from("<H", data, map_at + 4 + 12 * i)[0] == _CALL_SITES for i in range(items))

    def _string(self, at: int) -> str:
        while self._data[at] & 0x80:  # the length, which the terminator makes superfluous
            at += 1
        end = self._data.index(0, at + 1)
        return self._data[at + 1 : end].decode("utf-8", "surrogatepass")

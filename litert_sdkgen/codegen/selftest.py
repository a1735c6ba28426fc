"""The test that an app's module can keep: it replays the bundle's samples on the JVM."""

from dataclasses import replace

from markupsafe import Markup

from ..manifest import Manifest
from .environment import environment
from .options import Options
from .wrapper import Wrapper, task_and_wrapper


def render_selftest(manifest: Manifest, options: Options) -> dict[str, str]:
    """Path below a source root -> the JUnit 4 test of the wrapper; Kotlin for a wrapper in either language.

    Raises:
        ManifestError: the manifest does not have what its task needs.
    """
    task, wrapper = task_and_wrapper(manifest, options)
    runtime = {"DirectoryBundle", "LiteRtHostRunner", str(task.samples)} | task.selftest_imports
    runtime |= {f"ElementType.Companion.{name}" for name in task.selftest_element_types}
    imports = {"java.io.File", "org.junit.Assert.assertTrue", "org.junit.Test"} | {f"{options.runtime}.{name}" for name in runtime}
    view: Wrapper = replace(wrapper, imports=tuple(Markup(name) for name in sorted(imports)))
    text = environment().get_template("tests/self_test.kt.jinja").render(wrapper=view, task=task)
    return {f"{options.package.replace('.', '/')}/{options.class_name}SelfTest.kt": text}

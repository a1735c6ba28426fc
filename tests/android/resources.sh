#!/bin/sh
# resources.sh AAPT2 FRAMEWORK SRC_MAIN OUT [LINK_OPTION...]: what the Android plug-in does with manifest and resources.
# Compiles them to OUT/app.ap_ and OUT/r/**/R.java; OUT/AndroidManifest.xml is the manifest with what the build file says of the app.
set -eu
aapt2=$1 framework=$2 main=$3 out=$4
shift 4
chmod +x "$aapt2" 2>/dev/null || true
rm -rf "$out/r"
mkdir -p "$out/r"
sed -e 's|<manifest |<manifest package="dev.litert.sdkgen.sample" android:versionCode="1" android:versionName="1.0" |' \
  -e 's|<application$|<application android:extractNativeLibs="false"|' "$main/AndroidManifest.xml" > "$out/AndroidManifest.xml"
"$aapt2" compile --dir "$main/res" -o "$out/res.zip"
"$aapt2" link -I "$framework" --manifest "$out/AndroidManifest.xml" -A "$main/assets" -0 tflite \
  --min-sdk-version 24 --target-sdk-version 36 --java "$out/r" -o "$out/app.ap_" "$@" "$out/res.zip"

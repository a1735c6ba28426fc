#!/bin/sh
# Makes sure of Debian's Gradle 4.4.1, the oldest that the plug-in serves; its jars are what the tests start.
set -eu
[ -f /usr/share/gradle/lib/gradle-launcher-4.4.1.jar ] && exit 0
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gradle >/dev/null
fi
if [ ! -f /usr/share/gradle/lib/gradle-launcher-4.4.1.jar ]; then
  echo "The tests of the Gradle plug-in need Gradle 4.4.1 as Debian 12 packs it: sudo apt-get install gradle" >&2
  echo "Elsewhere: put the folder lib/ of Gradle 4.4.1 into /usr/share/gradle/" >&2
  exit 1
fi

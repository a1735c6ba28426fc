package org.gradle.internal.installation.beacon;

/** Gradle finds its distribution by the jar that holds this class. */
public class InstallationBeacon {}

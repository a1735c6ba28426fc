package org.jetbrains.kotlin.gradle.dsl;

/** The one value that the sample's build file names. */
public enum JvmTarget { JVM_11 }

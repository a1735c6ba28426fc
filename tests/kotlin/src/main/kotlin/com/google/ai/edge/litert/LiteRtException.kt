package com.google.ai.edge.litert

public class LiteRtException(message: String) : Exception(message)

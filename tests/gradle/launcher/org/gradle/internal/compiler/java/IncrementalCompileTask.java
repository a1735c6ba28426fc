package org.gradle.internal.compiler.java;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.annotation.processing.Processor;
import javax.tools.JavaCompiler.CompilationTask;

/** Stands in for the one module that the jar of Gradle's classes lacks: compiles everything, and gathers nothing for incremental builds. */
public class IncrementalCompileTask implements CompilationTask {
    private final CompilationTask task;

    public IncrementalCompileTask(
            CompilationTask task,
            Function<?, ?> relativize,
            Consumer<String> backUp,
            Consumer<Map<String, Set<String>>> classNames,
            BiConsumer<?, ?> accessible,
            BiConsumer<?, ?> internal) {
        this.task = task;
    }

    @Override
    public void addModules(Iterable<String> names) {
        task.addModules(names);
    }

    @Override
    public void setProcessors(Iterable<? extends Processor> processors) {
        task.setProcessors(processors);
    }

    @Override
    public void setLocale(Locale locale) {
        task.setLocale(locale);
    }

    @Override
    public Boolean call() {
        return task.call();
    }
}

package standin;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import kotlin.Unit;
import kotlin.jvm.functions.Function1;
import org.gradle.api.Action;
import org.gradle.api.Plugin;
import org.gradle.api.Project;
import org.gradle.api.Task;
import org.gradle.api.file.ConfigurableFileCollection;
import org.gradle.api.file.Directory;
import org.gradle.api.file.DirectoryProperty;
import org.gradle.api.file.RegularFile;
import org.gradle.api.provider.ListProperty;
import org.gradle.api.provider.Provider;
import org.gradle.api.tasks.TaskProvider;

/**
 * The part of the Android Gradle plug-in's published API that litert-sdkgen uses, under the same names and with the same order of events:
 * the build script, then `finalizeDsl`, then `onVariants`. Its version is the Gradle property `agpMajor`. Per variant there is a task
 * `assemble<Variant>` that prints what a compiler and a packager would get.
 */
public abstract class StandInAgp implements Plugin<Project> {
    /** `com.android.application`. */
    public static class App extends StandInAgp {}

    /** `com.android.library`. */
    public static class Library extends StandInAgp {}

    @Override
    public void apply(Project project) {
        project.getConfigurations().create("implementation");
        Android android = project.getExtensions().create("android", Android.class, project);
        int major = Integer.parseInt(String.valueOf(project.findProperty("agpMajor")));
        Components components = project.getExtensions().create("androidComponents", Components.class, android, major);
        project.afterEvaluate(p -> {
            components.finalizers.forEach(action -> action.execute(android));
            for (String name : List.of("Debug", "Release")) {
                Variant variant = new Variant(p, name);
                components.listeners.forEach(action -> action.execute(variant));
                p.getTasks().register("assemble" + name, variant::describe);
                p.getTasks().register("export" + name + "ConsumerProguardFiles", task -> {
                    task.getInputs().files(android.defaultConfig.consumerRules);
                    Report report = new Report().add("consumer", p.files(android.defaultConfig.consumerRules));
                    task.doLast(report);
                });
            }
        });
    }

    public static class Android {
        public final DefaultConfig defaultConfig;
        private String namespace;

        public Android(Project project) {
            defaultConfig = new DefaultConfig(project);
        }

        public DefaultConfig getDefaultConfig() {
            return defaultConfig;
        }

        public String getNamespace() {
            return namespace;
        }

        public void setNamespace(String namespace) {
            this.namespace = namespace;
        }
    }

    public static class DefaultConfig {
        final List<File> consumerRules = new ArrayList<>();
        private final Project project;

        DefaultConfig(Project project) {
            this.project = project;
        }

        public Object consumerProguardFiles(Object... files) {
            for (Object file : files) consumerRules.add(project.file(file));
            return this;
        }
    }

    public static class Version {
        private final int major;

        Version(int major) {
            this.major = major;
        }

        public int getMajor() {
            return major;
        }
    }

    public static class Selector {
        public Selector all() {
            return this;
        }
    }

    public static class Components {
        final List<Action<? super Android>> finalizers = new ArrayList<>();
        final List<Action<? super Variant>> listeners = new ArrayList<>();
        private final Version version;

        public Components(Android android, int major) {
            version = new Version(major);
        }

        public Version getPluginVersion() {
            return version;
        }

        public Selector selector() {
            return new Selector();
        }

        public void finalizeDsl(Function1<? super Android, Unit> callback) {
            finalizers.add(callback::invoke);
        }

        public void finalizeDsl(Action<? super Android> callback) {
            finalizers.add(callback);
        }

        public void onVariants(Selector selector, Function1<? super Variant, Unit> callback) {
            listeners.add(callback::invoke);
        }

        public void onVariants(Selector selector, Action<? super Variant> callback) {
            listeners.add(callback);
        }
    }

    public static class Variant {
        private final String name;
        private final Sources sources;
        private final ListProperty<RegularFile> proguardFiles;
        private final AndroidResources androidResources;

        Variant(Project project, String name) {
            this.name = name;
            sources = new Sources(project);
            proguardFiles = project.getObjects().listProperty(RegularFile.class);
            androidResources = new AndroidResources(project);
        }

        public String getName() {
            return name.toLowerCase(java.util.Locale.ROOT);
        }

        public Sources getSources() {
            return sources;
        }

        public ListProperty<RegularFile> getProguardFiles() {
            return proguardFiles;
        }

        public AndroidResources getAndroidResources() {
            return androidResources;
        }

        void describe(Task task) {
            task.getInputs().files(sources.java.directories, sources.kotlin.directories, sources.assets.directories, proguardFiles);
            task.getInputs().property("noCompress", androidResources.noCompress);
            Report report = new Report()
                    .add("java", sources.java.directories)
                    .add("kotlin", sources.kotlin.directories)
                    .add("assets", sources.assets.directories)
                    .add("rules", task.getProject().files(proguardFiles));
            report.noCompress = androidResources.noCompress;
            task.doLast(report);
        }
    }

    public static class AndroidResources {
        final ListProperty<String> noCompress;

        AndroidResources(Project project) {
            noCompress = project.getObjects().listProperty(String.class);
        }

        public ListProperty<String> getNoCompress() {
            return noCompress;
        }
    }

    public static class Sources {
        final SourceDirectories java;
        final SourceDirectories kotlin;
        final SourceDirectories assets;

        Sources(Project project) {
            java = new SourceDirectories(project, "java");
            kotlin = new SourceDirectories(project, "kotlin");
            assets = new SourceDirectories(project, "assets");
        }

        public SourceDirectories getJava() {
            return java;
        }

        public SourceDirectories getKotlin() {
            return kotlin;
        }

        public SourceDirectories getAssets() {
            return assets;
        }
    }

    public static class SourceDirectories {
        final ConfigurableFileCollection directories;
        private final Project project;
        private final String kind;

        SourceDirectories(Project project, String kind) {
            this.project = project;
            this.kind = kind;
            directories = project.files();
        }

        /** As in the plug-in: the place of the output is the plug-in's to choose, and follows from the task alone. */
        public <T extends Task> void addGeneratedSourceDirectory(
                TaskProvider<T> task, Function1<? super T, ? extends DirectoryProperty> wiredWith) {
            Provider<Directory> output = task.flatMap(it -> wiredWith.invoke(it));
            task.configure(it -> wiredWith
                    .invoke(it)
                    .set(project.getLayout().getBuildDirectory().dir("generated/" + kind + "/" + task.getName())));
            directories.from(output);
        }
    }
}

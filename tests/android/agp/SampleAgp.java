package standin;

import java.util.Map;
import java.util.TreeMap;
import org.gradle.api.Plugin;
import org.gradle.api.Project;

/** Android's plug-in for the sample's build file: the events and variants of StandInAgp, around a DSL that remembers what it is told. */
public class SampleAgp implements Plugin<Project> {
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public void apply(Project project) {
        project.getConfigurations().create("implementation");
        Map<String, Object> told = new TreeMap<>();
        Recorder android = new Recorder("", told);
        project.getExtensions().add("android", android);
        StandInAgp.Components components = project.getExtensions().create("androidComponents", StandInAgp.Components.class, null, 8);
        project.afterEvaluate(p -> {
            components.finalizers.forEach(action -> ((org.gradle.api.Action) action).execute(android));
            StandInAgp.Variant variant = new StandInAgp.Variant(p, "Release");
            components.listeners.forEach(action -> action.execute(variant));
            p.getTasks().register("assembleRelease", variant::describe);
            String settings = told.toString();
            p.getTasks().register("settings", task -> task.doLast(it -> System.out.println(settings)));
        });
    }

    /** Kotlin's plug-in for Android. */
    public static class Kotlin implements Plugin<Project> {
        @Override
        public void apply(Project project) {
            project.getExtensions().add("kotlin", new Recorder("", new TreeMap<>()));
        }
    }
}

package standin;

import org.gradle.api.Plugin;
import org.gradle.api.Project;

/** Stands for Kotlin's own Android plug-in, of which only the presence matters. */
public class Nothing implements Plugin<Project> {
    @Override
    public void apply(Project project) {}
}

package standin;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.gradle.api.Action;
import org.gradle.api.Task;
import org.gradle.api.file.FileCollection;
import org.gradle.api.provider.ListProperty;

/** Prints `<task> <kind> <path below its folder>` for each file that a task gets, and the extensions that stay uncompressed. */
class Report implements Action<Task> {
    ListProperty<String> noCompress;
    private final Map<String, FileCollection> files = new LinkedHashMap<>();

    Report add(String kind, FileCollection collection) {
        files.put(kind, collection);
        return this;
    }

    @Override
    public void execute(Task task) {
        files.forEach((kind, collection) -> collection.forEach(root -> paths(root).forEach(
                path -> System.out.println(task.getName() + " " + kind + " " + path))));
        if (noCompress != null) System.out.println(task.getName() + " noCompress " + noCompress.get());
    }

    private static Stream<String> paths(File root) {
        Path folder = root.isFile() ? root.getParentFile().toPath() : root.toPath();
        try {
            return Files.walk(root.toPath()).filter(Files::isRegularFile).map(file -> folder.relativize(file).toString());
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}

package standin;

import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import java.util.ArrayList;
import java.util.Map;

/** Takes any block, property and call of a build script, and remembers them by their path: `defaultConfig.minSdk` is 24. */
public class Recorder extends GroovyObjectSupport {
    private final String path;
    private final Map<String, Object> values;

    public Recorder(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    public Object propertyMissing(String name) {
        if (name.equals("noCompress")) return new ArrayList<>();
        Object value = values.get(path + name);
        return value != null || name.equals("namespace") ? value : child(name);
    }

    public void propertyMissing(String name, Object value) {
        values.put(path + name, value);
    }

    public Object methodMissing(String name, Object arguments) {
        Object[] given = (Object[]) arguments;
        if (given.length == 1 && given[0] instanceof Closure) {
            Closure<?> block = (Closure<?>) ((Closure<?>) given[0]).clone();
            block.setDelegate(child(name));
            block.setResolveStrategy(Closure.DELEGATE_FIRST);
            return block.call();
        }
        values.put(path + name, given[0]);
        return given[0];
    }

    private Recorder child(String name) {
        return new Recorder(path + name + ".", values);
    }
}

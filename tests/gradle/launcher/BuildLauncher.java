import java.io.File;
import java.util.List;
import org.gradle.api.internal.StartParameterInternal;
import org.gradle.cli.CommandLineParser;
import org.gradle.cli.ParsedCommandLine;
import org.gradle.configuration.DefaultBuildClientMetaData;
import org.gradle.configuration.GradleLauncherMetaData;
import org.gradle.initialization.DefaultBuildCancellationToken;
import org.gradle.initialization.DefaultBuildRequestContext;
import org.gradle.initialization.DefaultBuildRequestMetaData;
import org.gradle.initialization.NoOpBuildEventConsumer;
import org.gradle.initialization.layout.BuildLayoutFactory;
import org.gradle.internal.buildprocess.BuildProcessState;
import org.gradle.internal.classpath.ClassPath;
import org.gradle.internal.instrumentation.agent.AgentStatus;
import org.gradle.internal.logging.LoggingManagerInternal;
import org.gradle.internal.logging.services.LoggingServiceRegistry;
import org.gradle.internal.nativeintegration.services.NativeServices;
import org.gradle.internal.service.ServiceRegistry;
import org.gradle.launcher.cli.converter.BuildLayoutConverter;
import org.gradle.launcher.cli.converter.InitialPropertiesConverter;
import org.gradle.launcher.cli.converter.LayoutToPropertiesConverter;
import org.gradle.launcher.cli.converter.StartParameterConverter;
import org.gradle.launcher.configuration.AllProperties;
import org.gradle.launcher.configuration.BuildLayoutResult;
import org.gradle.launcher.configuration.InitialProperties;
import org.gradle.launcher.exec.BuildExecutor;
import org.gradle.launcher.exec.DefaultBuildActionParameters;
import org.gradle.tooling.internal.provider.action.ExecuteBuildAction;

/** Runs one build in this process, as `gradle --no-daemon` does where the JVM fits. Takes Gradle's options and tasks. */
public final class BuildLauncher {
    private BuildLauncher() {}

    public static void main(String[] arguments) {
        System.exit(build(arguments) ? 0 : 1);
    }

    private static boolean build(String[] arguments) {
        StartParameterInternal start = startParameter(arguments);
        ServiceRegistry logging = LoggingServiceRegistry.newCommandLineProcessLogging();
        LoggingManagerInternal console = logging.getFactory(LoggingManagerInternal.class).create();
        NativeServices.initializeOnDaemon(start.getGradleUserHomeDir(), NativeServices.NativeServicesMode.fromSystemProperties());
        console.setLevelInternal(start.getLogLevel());
        console.attachProcessConsole(start.getConsoleOutput());
        console.start();
        BuildProcessState process =
                new BuildProcessState(false, AgentStatus.disabled(), ClassPath.EMPTY, logging, NativeServices.getInstance());
        try {
            return !process.getServices()
                    .get(BuildExecutor.class)
                    .execute(
                            new ExecuteBuildAction(start),
                            new DefaultBuildActionParameters(
                                    System.getProperties(), System.getenv(), new File("").getAbsoluteFile(), start.getLogLevel(), false, ClassPath.EMPTY),
                            new DefaultBuildRequestContext(
                                    new DefaultBuildRequestMetaData(
                                            new DefaultBuildClientMetaData(new GradleLauncherMetaData()), System.currentTimeMillis(), false),
                                    new DefaultBuildCancellationToken(),
                                    new NoOpBuildEventConsumer()))
                    .hasFailure();
        } finally {
            process.close();
            console.stop();
        }
    }

    private static StartParameterInternal startParameter(String[] arguments) {
        CommandLineParser parser = new CommandLineParser();
        InitialPropertiesConverter initialConverter = new InitialPropertiesConverter();
        BuildLayoutConverter layoutConverter = new BuildLayoutConverter();
        StartParameterConverter startConverter = new StartParameterConverter();
        initialConverter.configure(parser);
        layoutConverter.configure(parser);
        startConverter.configure(parser);
        parser.allowMixedSubcommandsAndOptions();
        ParsedCommandLine line = parser.parse(List.of(arguments));
        InitialProperties initial = initialConverter.convert(line);
        BuildLayoutResult layout = layoutConverter.convert(initial, line, null);
        AllProperties properties = new LayoutToPropertiesConverter(new BuildLayoutFactory()).convert(initial, layout);
        properties.getRequestedSystemProperties().forEach(System::setProperty);
        return startConverter.convert(line, layout, properties, new StartParameterInternal());
    }
}

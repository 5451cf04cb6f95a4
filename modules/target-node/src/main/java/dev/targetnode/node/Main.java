package dev.targetnode.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.targetnode.mgmt.config.ConfigurationReader;
import dev.targetnode.mgmt.config.ConfigurationResult;
import dev.targetnode.mgmt.config.NodeConfiguration;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line: reads and checks the configuration, runs the node until it is stopped, tells what went wrong. */
@Command(
        name = "target-node",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serves disks by iSCSI.",
            "",
            "Without a file, serves a sparse 1 GiB demonstration disk under ./target-node-data on 127.0.0.1:3260."
        },
        footer = {
            "",
            "Any setting can be given to the JVM too, where it overrides the file:",
            "  java -Dtarget-node.iscsi.portals=0.0.0.0:3260 -jar target-node.jar",
            "",
            "Exit status: 0 stopped or done, 1 wrong configuration or failure, 2 wrong usage."
        })
public final class Main implements Callable<Integer> {
    private static final String NAME = "target-node: ";

    private final NodeStarter starter;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration in HOCON, layered over the default settings.")
    private @Nullable Path config;

    @Option(names = "--check", description = "Check the configuration and exit.")
    private boolean check;

    @Option(
            names = "--new-secret",
            arity = "0..1",
            fallbackValue = "" + NewSecret.BITS_MIN,
            paramLabel = "BITS",
            description =
                    "Print a new random secret for CHAP and exit; 96 bits, 16 characters, unless more are wanted.")
    private @Nullable Integer newSecret;

    private Main(NodeStarter starter) {
        this.starter = starter;
    }

    /** Runs until a signal or a failure ends the node. */
    public static void main(String[] args) {
        // The ledger counts every data buffer exactly; Netty's own sampling would cost a stack trace every 128 buffers.
        setDefault("io.netty.leakDetection.level", "disabled");
        // Direct memory without a cleaner for each buffer and without zeroing; the manifest opens what this needs.
        setDefault("io.netty.tryReflectionSetAccessible", "true");
        System.exit(run(new TargetNodeStarter(), args));
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** As {@link #main}, with a node of the caller's choice; returns the exit status. */
    static int run(NodeStarter starter, String... args) {
        return commandLine(starter).execute(args);
    }

    static CommandLine commandLine(NodeStarter starter) {
        return new CommandLine(new Main(starter))
                .setParameterExceptionHandler(Main::usage)
                .setExitCodeExceptionMapper(e -> ExitStatus.FAILED);
    }

    @Override
    public Integer call() throws InterruptedException {
        Integer bits = newSecret;
        if (bits != null) {
            return printSecret(bits);
        }
        try {
            Config settings = Settings.load(Optional.ofNullable(config), System.getProperties());
            ConfigurationResult result = new ConfigurationReader(
                            Settings.reference(), starter.handlers(), new NodeSecrets(System.getenv()))
                    .read(settings);
            if (result instanceof ConfigurationResult.Invalid invalid) {
                invalid.problems().forEach(problem -> fail(problem.toString()));
                return ExitStatus.FAILED;
            }
            ConfigurationResult.Valid valid = (ConfigurationResult.Valid) result;
            valid.warnings().forEach(warning -> warn(warning.toString()));
            NodeConfiguration configuration = valid.configuration();
            if (check) {
                out().println("configuration is valid: "
                        + configuration.devices().size() + " devices, "
                        + configuration.targets().size() + " targets");
                return ExitStatus.OK;
            }
            return serve(configuration, settings);
        } catch (SettingsException | NodeStartException e) {
            return fail(String.valueOf(e.getMessage()));
        } catch (ConfigException e) {
            return fail(Settings.oneLine(e)); // a module found a setting of its own wrong
        }
    }

    private int printSecret(int bits) {
        if (bits < NewSecret.BITS_MIN || bits > NewSecret.BITS_MAX) {
            commandLineOf()
                    .getErr()
                    .println(NAME + "--new-secret takes " + NewSecret.BITS_MIN + " to " + NewSecret.BITS_MAX + " bits");
            return ExitStatus.USAGE;
        }
        out().println(NewSecret.of(new SecureRandom(), bits));
        return ExitStatus.OK;
    }

    private int serve(NodeConfiguration configuration, Config settings)
            throws NodeStartException, InterruptedException {
        System.setProperty(Logging.LEVEL, settings.getString(Logging.LEVEL)); // read when the first logger is made
        Duration drainMax = settings.getDuration("target-node.shutdown.drain-max");
        Shutdown shutdown = Shutdown.install(drainMax);
        try {
            Node node = starter.start(configuration, settings);
            shutdown.covers(node);
            node.awaitReady();
            node.terminated().toCompletableFuture().get();
            return ExitStatus.OK;
        } catch (ExecutionException e) {
            return fail("came down: " + e.getCause());
        } finally {
            shutdown.withdraw();
        }
    }

    private static int usage(CommandLine.ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(NAME + e.getMessage() + " (see --help)");
        return ExitStatus.USAGE;
    }

    private void warn(String line) {
        commandLineOf().getErr().println(NAME + "warning: " + line);
    }

    private int fail(String line) {
        commandLineOf().getErr().println(NAME + line);
        return ExitStatus.FAILED;
    }

    private PrintWriter out() {
        return commandLineOf().getOut();
    }

    private CommandLine commandLineOf() {
        CommandSpec injected = spec;
        if (injected == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return injected.commandLine();
    }
}

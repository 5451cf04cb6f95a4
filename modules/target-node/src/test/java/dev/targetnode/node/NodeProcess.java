package dev.targetnode.node;

import com.typesafe.config.Config;
import dev.targetnode.core.backstore.BackstoreHandler;
import dev.targetnode.mgmt.config.NodeConfiguration;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** The program with a node that drains as its first argument says, as a process of its own for {@link ShutdownTest}. */
final class NodeProcess {
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private NodeProcess() {}

    /** drains, hangs, fails or starting. */
    public static void main(String[] args) {
        String how = args[0];
        FakeStarter handlers = FakeStarter.endingWith(new CompletableFuture<>());
        NodeStarter starter = new NodeStarter() {
            @Override
            public List<BackstoreHandler> handlers() {
                return handlers.handlers();
            }

            @Override
            public Node start(NodeConfiguration configuration, Config settings) {
                if (how.equals("starting")) {
                    OUT.println("up");
                    waitForEver();
                }
                return new Draining(how, new CompletableFuture<>());
            }
        };
        System.exit(Main.run(starter));
    }

    private record Draining(String how, CompletableFuture<Void> end) implements Node {
        @Override
        public void awaitReady() {
            OUT.println("up");
        }

        @Override
        public CompletionStage<Void> stop() {
            OUT.println("draining");
            if (how.equals("fails")) {
                return CompletableFuture.failedFuture(new IllegalStateException("a session would not close"));
            }
            if (how.equals("drains")) {
                new Thread(() -> {
                            OUT.println("drained");
                            end.complete(null);
                        })
                        .start();
            }
            return end;
        }

        @Override
        public CompletionStage<Void> terminated() {
            return end;
        }
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

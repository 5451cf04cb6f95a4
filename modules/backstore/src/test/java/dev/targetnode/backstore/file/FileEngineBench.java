package dev.targetnode.backstore.file;

import dev.targetnode.backstore.TestLoop;
import dev.targetnode.backstore.posix.OpenFile;
import dev.targetnode.backstore.posix.Posix;
import dev.targetnode.core.backstore.BackstoreGeometry;
import dev.targetnode.core.backstore.BackstoreTopology;
import dev.targetnode.core.loop.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures engines against each other on one file: operations a second, median latency and CPU of the process for each
 * operation. Not a test: run its main with the file's name, after filling that file. Variants are interleaved, and the
 * median of the rounds is shown.
 */
final class FileEngineBench {
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final long MILLIS = Long.getLong("millis", 700);
    private static final long WARM_MILLIS = Long.getLong("warm", 250);
    private static final int BIG = 256 << 10;

    /** What is done, how large, how many at once. */
    record Load(String name, boolean write, boolean direct, boolean durable, int bytes, int depth) {}

    /** The engine's name and the threads that it may use. */
    record Variant(String engine, int workers) {
        @Override
        public String toString() {
            return workers == 0 ? engine : engine + "-" + workers;
        }
    }

    record Result(double perSecond, double cpuMicros, double medianMicros) {}

    public static void main(String[] arguments) throws Exception {
        String filename = arguments[0];
        String only = arguments.length > 1 ? arguments[1] : "";
        try (TestLoop loop = new TestLoop(Transport.IO_URING)) {
            System.out.printf(
                    Locale.ROOT, "%-28s %-12s %10s %10s %10s%n", "load", "engine", "op/s", "p50 us", "CPU us/op");
            for (Load load : loads()) {
                if (load.name().contains(only)) {
                    compare(loop, filename, load);
                }
            }
        }
    }

    private static List<Load> loads() {
        List<Load> loads = new ArrayList<>();
        for (int depth : new int[] {1, 32}) {
            loads.add(new Load("read 4K d" + depth, false, false, false, 4096, depth));
            loads.add(new Load("write 4K d" + depth, true, false, false, 4096, depth));
            loads.add(new Load("write 4K dsync d" + depth, true, false, true, 4096, depth));
            loads.add(new Load("read 4K direct d" + depth, false, true, false, 4096, depth));
            loads.add(new Load("write 4K direct d" + depth, true, true, false, 4096, depth));
            loads.add(new Load("write 4K direct dsync d" + depth, true, true, true, 4096, depth));
        }
        loads.add(new Load("read 256K d4", false, false, false, BIG, 4));
        loads.add(new Load("write 256K d4", true, false, false, BIG, 4));
        loads.add(new Load("read 256K direct d4", false, true, false, BIG, 4));
        loads.add(new Load("write 256K direct d4", true, true, false, BIG, 4));
        return loads;
    }

    private static List<Variant> variants(Load load) {
        List<Variant> variants = new ArrayList<>();
        variants.add(new Variant("ring", 0));
        for (int workers : load.depth() == 1 ? new int[] {1} : new int[] {1, 4, 16}) {
            variants.add(new Variant("pool", workers));
        }
        if (!load.write() && !load.direct()) {
            variants.add(new Variant("inline", 0));
        }
        variants.add(new Variant("auto", 0));
        return variants;
    }

    private static void compare(TestLoop loop, String filename, Load load) throws Exception {
        if (!load.direct()) {
            readAll(filename); // O_DIRECT writes have thrown out of the page cache what they changed
        }
        List<Variant> variants = variants(load);
        List<List<Result>> results = new ArrayList<>();
        variants.forEach(variant -> results.add(new ArrayList<>()));
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < variants.size(); i++) {
                results.get(i).add(measure(loop, filename, load, variants.get(i)));
            }
        }
        for (int i = 0; i < variants.size(); i++) {
            List<Result> rounds = results.get(i);
            System.out.printf(
                    Locale.ROOT,
                    "%-28s %-12s %10.0f %10.1f %10.2f%n",
                    load.name(),
                    variants.get(i),
                    median(rounds.stream().mapToDouble(Result::perSecond).toArray()),
                    median(rounds.stream().mapToDouble(Result::medianMicros).toArray()),
                    median(rounds.stream().mapToDouble(Result::cpuMicros).toArray()));
        }
    }

    private static void readAll(String filename) throws IOException {
        try (InputStream file = Files.newInputStream(Path.of(filename))) {
            file.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static Result measure(TestLoop loop, String filename, Load load, Variant variant) throws Exception {
        int flags = Posix.O_RDWR | (load.direct() ? Posix.directFlag() : 0);
        OpenFile file = OpenFile.open(filename, flags, 0);
        try {
            FileEngine engine = engine(loop, file, load, variant);
            Run run = new Run(loop, engine, load, file.end());
            loop.netty().execute(run::start);
            Result result = run.result.get(2, TimeUnit.MINUTES);
            loop.call(() -> {
                engine.close();
                return true;
            });
            return result;
        } finally {
            file.close();
        }
    }

    private static FileEngine engine(TestLoop loop, OpenFile file, Load load, Variant variant) throws Exception {
        PreparedFile prepared = new PreparedFile(
                file,
                new BackstoreGeometry(file.end(), 512, 0, false, 0, FileBackstore.IN_FLIGHT_MAX),
                BackstoreTopology.UNKNOWN,
                true,
                DirectAlignment.NONE);
        return switch (variant.engine()) {
            case "ring" -> ring(loop, file.fd());
            case "pool" -> pool(loop, file.fd(), variant.workers());
            case "inline" ->
                new ChoosingFileEngine(prepared, loop, false, null, pool(loop, file.fd(), 1), pool(loop, file.fd(), 1));
            default ->
                new ChoosingFileEngine(
                        prepared,
                        loop,
                        load.direct(),
                        ring(loop, file.fd()),
                        pool(loop, file.fd(), 1),
                        pool(loop, file.fd(), FileEngines.WAITERS_MAX));
        };
    }

    private static FileEngine pool(TestLoop loop, int fd, int workers) {
        return new PooledFileEngine(fd, loop, loop.context().blocking(), workers);
    }

    private static FileEngine ring(TestLoop loop, int fd) throws Exception {
        RingFileEngine ring = new RingFileEngine(fd, FileEngines.RING_SLOTS);
        IoRegistration registration = loop.netty().register(ring).get();
        loop.call(() -> {
            ring.attach(registration);
            return true;
        });
        return ring;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** One measurement: keeps its depth on the loop. */
    private static final class Run {
        private static final int SAMPLES_MAX = 1 << 16;

        final CompletableFuture<Result> result = new CompletableFuture<>();
        private final TestLoop loop;
        private final FileEngine engine;
        private final Load load;
        private final long blocks;
        private final Random random = new Random(42);
        private final long[] samples = new long[SAMPLES_MAX];
        private int sampled;
        private long operations;
        private long warmEnd;
        private long measureStart;
        private long cpuStart;
        private int running;

        Run(TestLoop loop, FileEngine engine, Load load, long fileBytes) {
            this.loop = loop;
            this.engine = engine;
            this.load = load;
            this.blocks = fileBytes / load.bytes();
        }

        void start() {
            warmEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WARM_MILLIS);
            for (int i = 0; i < load.depth(); i++) {
                ByteBuf buffer = loop.buffers().take(load.bytes()).writerIndex(load.bytes());
                running++;
                next(new FileOperation(), buffer);
            }
        }

        private void next(FileOperation operation, ByteBuf buffer) {
            long begin = System.nanoTime();
            long offset = (random.nextLong() >>> 1) % blocks * load.bytes();
            FileCallback done = errno -> {
                if (errno != 0) {
                    result.completeExceptionally(new IOException("errno " + errno));
                }
                if (completed(begin)) {
                    // as a server does: the next command comes with the next turn of the loop
                    loop.netty().execute(() -> next(operation, buffer));
                } else {
                    loop.buffers().settle(buffer);
                    finish();
                }
            };
            if (load.write()) {
                engine.submit(operation.write(offset, List.of(buffer), load.durable(), done));
            } else {
                engine.submit(operation.read(offset, buffer, 0, load.bytes(), done));
            }
        }

        /** Whether to go on. */
        private boolean completed(long begin) {
            long now = System.nanoTime();
            if (measureStart == 0) {
                if (now >= warmEnd) {
                    measureStart = now;
                    cpuStart = cpuNanos();
                }
                return true;
            }
            operations++;
            if (sampled < SAMPLES_MAX) {
                samples[sampled++] = now - begin;
            }
            return now - measureStart < TimeUnit.MILLISECONDS.toNanos(MILLIS);
        }

        private void finish() {
            if (--running > 0) {
                return;
            }
            double seconds = (System.nanoTime() - measureStart) / 1e9;
            double cpu = (cpuNanos() - cpuStart) / 1e3 / operations;
            long[] sorted = Arrays.copyOf(samples, sampled);
            Arrays.sort(sorted);
            result.complete(new Result(operations / seconds, cpu, sorted[sampled / 2] / 1e3));
        }
    }

    private FileEngineBench() {}
}

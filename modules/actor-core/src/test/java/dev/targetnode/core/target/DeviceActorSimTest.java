package dev.targetnode.core.target;

import static dev.targetnode.core.target.Samples.BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.targetnode.core.scsi.CachePolicy;
import dev.targetnode.core.scsi.Sense;
import dev.targetnode.core.target.DeviceHarness.Lun;
import dev.targetnode.core.target.ManualStore.Kind;
import dev.targetnode.core.target.ManualStore.Op;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random commands, aborts, resets, losses of nexus and completions, against what must always hold. */
class DeviceActorSimTest {
    private static final int RUNS = 300;
    private static final int STEPS = 150;
    private static final int BLOCKS = 12;

    @Test
    void everyRequestEndsOnceAndNothingPassesAFence() {
        Random seeds = Samples.random("DeviceActorSimTest");
        for (int run = 0; run < RUNS; run++) {
            new Sim(new Random(seeds.nextLong())).run();
        }
    }

    /** One run: the device, and a model of what its initiators may expect. */
    private static final class Sim {
        private final Random random;
        private final DeviceHarness device;
        private final int inFlightMax;
        private final List<Lun> luns = new ArrayList<>();
        private final Map<Long, Lun> outstanding = new HashMap<>();
        private final Set<Long> aborted = new HashSet<>();
        private final IdentityHashMap<ByteBuf, Long> tagOfBuffer = new IdentityHashMap<>();
        private final Set<Long> endingsAwaited = new HashSet<>();
        private final List<Lun> retired = new ArrayList<>();
        /** Aborted writes that the store holds, as of the last step. */
        private final List<Op> fences = new ArrayList<>();

        private int seen;
        private long lastTag;
        private long lastId;

        Sim(Random random) {
            this.random = random;
            this.inFlightMax = 1 + random.nextInt(4);
            this.device = new DeviceHarness(inFlightMax, CachePolicy.WRITE_BACK);
            for (int i = 0; i < 3; i++) {
                luns.add(device.ready(i));
            }
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
                check();
            }
            while (!device.store.inFlight.isEmpty()) {
                device.done(device.store.inFlight.get(0));
                check();
            }
            device.pass(DeviceHarness.ABORT_BOUND_MILLIS);
            check();
            assertEquals(Set.of(), outstanding.keySet(), "every request has ended");
            assertEquals(Set.of(), endingsAwaited, "every abort and reset has been answered");
            assertEquals(0, device.ledger.bytesOut());
            Lun fresh = device.ready(99);
            assertEquals(Sense.NO_SENSE, fresh.testUnitReady(), "no longer isolated");
            fresh.write(Long.MAX_VALUE - 1, 0, BLOCKS);
            assertEquals(1, device.store.inFlight.size(), "no range is still closed");
        }

        private void step() {
            Lun lun = luns.get(random.nextInt(luns.size()));
            switch (random.nextInt(16)) {
                case 0 -> abort(lun);
                case 1 -> {
                    if (random.nextInt(4) == 0) {
                        reset(lun);
                    }
                }
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        replace(lun);
                    }
                }
                case 3 -> device.pass(random.nextInt(DeviceHarness.ABORT_BOUND_MILLIS));
                case 4, 5, 6, 7, 8 -> complete();
                default -> execute(lun);
            }
        }

        private void execute(Lun lun) {
            lastTag++;
            int lba = random.nextInt(BLOCKS);
            int blocks = 1 + random.nextInt(BLOCKS - lba);
            outstanding.put(lastTag, lun);
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    ByteBuf data = Samples.blocks(blocks, 1);
                    tagOfBuffer.put(data, lastTag);
                    lun.execute(lastTag, Samples.write(lba, blocks), data);
                }
                case 2 -> tagOfBuffer.put(lun.read(lastTag, Samples.read(lba, blocks), blocks * BLOCK), lastTag);
                case 3 -> lun.execute(lastTag, Samples.writeSame(0, lba, blocks), Samples.block(7));
                case 4 -> lun.execute(lastTag, Samples.compareAndWrite(lba, 1), Samples.blocks(2, 0));
                case 5 -> lun.execute(lastTag, Samples.orWrite(lba, blocks), Samples.blocks(blocks, 1));
                default -> lun.execute(lastTag, Samples.synchronizeCache(false));
            }
        }

        private void complete() {
            if (!device.store.inFlight.isEmpty()) {
                Op op = device.store.inFlight.get(random.nextInt(device.store.inFlight.size()));
                if (random.nextInt(8) == 0) {
                    op.fail(dev.targetnode.core.backstore.BackstoreOutcome.BackstoreError.INTERNAL);
                    device.settle();
                } else {
                    device.done(op);
                }
            }
        }

        private void abort(Lun lun) {
            Set<Long> tags = new HashSet<>();
            outstanding.forEach((tag, owner) -> {
                if (owner == lun && random.nextBoolean()) {
                    tags.add(tag);
                }
            });
            aborted.addAll(tags);
            lastId++;
            endingsAwaited.add(lastId);
            lun.abort(lastId, tags.toArray(new Long[0]));
        }

        private void reset(Lun lun) {
            aborted.addAll(outstanding.keySet());
            lastId++;
            endingsAwaited.add(lastId);
            lun.reset(lastId);
        }

        /** The nexus is lost and comes again as another attachment. */
        private void replace(Lun lun) {
            outstanding.forEach((tag, owner) -> {
                if (owner == lun) {
                    aborted.add(tag);
                }
            });
            lun.detach();
            readAnswers(lun, false);
            retired.add(lun);
            luns.set(luns.indexOf(lun), device.ready(random.nextInt(3)));
        }

        private void check() {
            assertTrue(device.store.inFlight.size() <= inFlightMax);
            luns.forEach(lun -> readAnswers(lun, true));
            retired.forEach(lun -> readAnswers(lun, false));
            checkSubmissions();
        }

        private void readAnswers(Lun lun, boolean attached) {
            for (LunActor.Command message : lun.received()) {
                if (message instanceof LunActor.Finished finished) {
                    finished.completions().forEach(this::readCompletion);
                } else if (message instanceof LunActor.TasksEnded ended) {
                    assertTrue(endingsAwaited.remove(ended.id()), () -> ended + " twice");
                } else {
                    assertTrue(attached || !(message instanceof LunActor.TasksVoided), "told after its detach");
                }
            }
        }

        private void readCompletion(ScsiCompletion completion) {
            long tag = completion.tag();
            assertNotNull(outstanding.remove(tag), () -> tag + " ended twice");
            if (aborted.contains(tag)) {
                assertTrue(completion.aborted(), () -> tag + " was answered after its abort");
            } else {
                assertFalse(completion.aborted(), () -> tag + " was aborted by nobody");
            }
        }

        /** What starts at the store may not touch what an aborted write still holds. */
        private void checkSubmissions() {
            fences.retainAll(device.store.inFlight); // what has completed in this step may have let others start
            for (; seen < device.store.submitted.size(); seen++) {
                Op started = device.store.submitted.get(seen);
                for (Op held : fences) {
                    boolean touches = started.length > 0 && held.overlaps(started);
                    assertFalse(touches && !aborted.contains(tagOf(started)), () -> started + " passes " + held);
                }
            }
            for (Op op : device.store.inFlight) {
                if (op.kind == Kind.WRITE && aborted.contains(tagOf(op)) && !fences.contains(op)) {
                    fences.add(op);
                }
            }
        }

        private long tagOf(Op op) {
            Long tag = op.buffers.isEmpty() ? null : tagOfBuffer.get(op.buffers.get(0));
            return tag == null ? -1 : tag;
        }
    }
}

package dev.targetnode.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** House rules that a look at the sources decides. */
class TidyTest {
    private static final int FUNCTION_LINES_MAX = 70;
    private static final Path ROOT = Path.of(System.getProperty("repository.root", "../.."))
            .toAbsolutePath()
            .normalize();
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "target-node-data", "node_modules");
    private static final Set<String> TEXT =
            Set.of("java", "xml", "md", "conf", "sh", "py", "c", "txt", "properties", "yml", "yaml");
    private static final Pattern LEFTOVER = Pattern.compile("\\b(FIX" + "ME|TO" + "DO|XX" + "X)\\b");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(^|[\\s\"'=(:])/(ro" + "ot|ho" + "me/\\w+|wo" + "rk)/");
    private static final Pattern LOOP_SOURCE =
            Pattern.compile("modules/(actor-core|iscsi-stream|backstore)/src/main/.*");
    private static final Set<String> BARE = Set.of("Exception", "RuntimeException", "Throwable");

    private static List<Path> files = List.of();

    @BeforeAll
    static void listFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                // A package may be called target, too: what is built lies beside src, never in it.
                boolean source = relative(dir).contains("src/");
                boolean skip = !dir.equals(ROOT) && !source && NOT_OURS.contains(name(dir));
                return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        files = List.copyOf(found);
        assertFalse(javaSources().isEmpty(), "no sources under " + ROOT);
    }

    @Test
    void nothingIsLeftForLater() throws IOException {
        assertEquals(List.of(), linesMatching(LEFTOVER));
    }

    @Test
    void nothingNamesAPathOfOneMachine() throws IOException {
        assertEquals(List.of(), linesMatching(MACHINE_PATH));
    }

    @Test
    void functionsAreShort() throws IOException {
        assertEquals(List.of(), scan(javaSources()).tooLong);
    }

    @Test
    void nothingLocksWhereALoopMayRun() throws IOException {
        List<Path> loopSources = javaSources().stream()
                .filter(file -> LOOP_SOURCE.matcher(relative(file)).matches())
                .toList();
        assertEquals(List.of(), scan(loopSources).locks);
    }

    /** An overriding method may have to repeat what its interface says. */
    @Test
    void mainCodeDeclaresNoBareExceptions() throws IOException {
        List<Path> main = javaSources().stream()
                .filter(file -> relative(file).contains("/src/main/"))
                .toList();
        assertEquals(List.of(), scan(main).bareThrows);
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        List<String> unmarked = new ArrayList<>();
        Set<Path> packages = javaSources().stream()
                .filter(file -> relative(file).contains("/src/main/"))
                .map(Path::getParent)
                .collect(Collectors.toSet());
        for (Path dir : packages) {
            Path info = dir.resolve("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked")) {
                unmarked.add(relative(dir));
            }
        }
        assertEquals(List.of(), unmarked);
    }

    @Test
    void everyModuleSaysWhatItIsFor() {
        List<String> silent = files.stream()
                .filter(file -> relative(file).matches("modules/[^/]+/pom\\.xml"))
                .map(Path::getParent)
                .filter(module -> !Files.exists(module.resolve("README.md")))
                .map(TidyTest::relative)
                .toList();
        assertEquals(List.of(), silent);
    }

    @Test
    void theConformancePageNamesTestsThatExist() throws IOException {
        Path page = ROOT.resolve("docs/CONFORMANCE.md");
        Set<String> classes = javaSources().stream()
                .map(file -> name(file).replace(".java", ""))
                .collect(Collectors.toSet());
        Matcher named = Pattern.compile("\\b[A-Z][a-z]\\w*(?:Test|IT)\\b").matcher(Files.readString(page));
        Set<String> tests = named.results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        assertFalse(tests.isEmpty(), page + " names no test");
        tests.removeAll(classes);
        assertEquals(Set.of(), tests);
    }

    private static List<String> linesMatching(Pattern pattern) throws IOException {
        List<String> hits = new ArrayList<>();
        for (Path file : files) {
            String name = name(file);
            if (!TEXT.contains(name.substring(name.lastIndexOf('.') + 1))) {
                continue;
            }
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    hits.add(
                            relative(file) + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        return hits;
    }

    private static List<Path> javaSources() {
        return files.stream().filter(file -> name(file).endsWith(".java")).toList();
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static String relative(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static Findings scan(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            Findings findings = new Findings(Trees.instance(task).getSourcePositions());
            for (CompilationUnitTree unit : task.parse()) {
                findings.scan(unit, null);
            }
            return findings;
        }
    }

    private static final class Findings extends TreePathScanner<Void, Void> {
        private final SourcePositions positions;
        private final List<String> tooLong = new ArrayList<>();
        private final List<String> locks = new ArrayList<>();
        private final List<String> bareThrows = new ArrayList<>();

        private Findings(SourcePositions positions) {
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            LineMap map = unit.getLineMap();
            Tree body = method.getBody() == null ? method : method.getBody();
            long lines = map.getLineNumber(positions.getEndPosition(unit, body))
                    - map.getLineNumber(positions.getStartPosition(unit, body))
                    + 1;
            if (lines > FUNCTION_LINES_MAX) {
                tooLong.add(at(method) + " " + method.getName() + " has " + lines + " lines");
            }
            if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                locks.add(at(method));
            }
            boolean bare = method.getThrows().stream().anyMatch(type -> BARE.contains(type.toString()));
            if (bare && method.getModifiers().getAnnotations().stream().noneMatch(Findings::isOverride)) {
                bareThrows.add(at(method) + " " + method.getName());
            }
            return super.visitMethod(method, null);
        }

        @Override
        public Void visitSynchronized(SynchronizedTree block, Void unused) {
            locks.add(at(block));
            return super.visitSynchronized(block, null);
        }

        private static boolean isOverride(AnnotationTree annotation) {
            return annotation.getAnnotationType().toString().equals("Override");
        }

        private String at(Tree tree) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
            return relative(Path.of(unit.getSourceFile().toUri()).toAbsolutePath()) + ":" + line;
        }
    }
}

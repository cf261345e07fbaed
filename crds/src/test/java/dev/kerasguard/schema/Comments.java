package dev.kerasguard.schema;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The Javadoc of a folder of sources, so that what a reader of the code sees is what {@code kubectl explain} prints.
 * Keys are simple names: {@code Model} for a type, {@code Model.uri} for a record component or an enum constant, and a
 * rule's name for the constant that holds it.
 */
final class Comments {

    private final Map<String, String> texts = new TreeMap<>();

    private Comments() {}

    /** Reads the comments of all sources in the folder. */
    static Comments of(Path folder) {
        Comments comments = new Comments();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(folder)) {
            List<Path> java = sources.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                comments.new Reader(docs).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return comments;
    }

    /** The text about a name. */
    Optional<String> about(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    private final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final DocTrees docs;

        Reader(DocTrees docs) {
            this.docs = docs;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
            @Nullable DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                String name = type.getSimpleName().toString();
                texts.put(name, plain(comment.getFullBody()));
                comment.getBlockTags().stream()
                        .filter(ParamTree.class::isInstance)
                        .map(ParamTree.class::cast)
                        .forEach(tag ->
                                texts.put(name + "." + tag.getName().getName(), sentence(plain(tag.getDescription()))));
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitVariable(VariableTree variable, @Nullable Void unused) {
            @Nullable DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
            if (comment != null && getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner) {
                String text = plain(comment.getFullBody());
                texts.put(owner.getSimpleName() + "." + variable.getName(), text);
                if (variable.getInitializer() instanceof NewClassTree creation
                        && creation.getArguments().size() == 2
                        && creation.getArguments().getFirst() instanceof com.sun.source.tree.LiteralTree literal) {
                    texts.put(String.valueOf(literal.getValue()), text);
                }
            }
            return super.visitVariable(variable, null);
        }
    }

    private static String plain(List<? extends DocTree> trees) {
        return trees.stream()
                .map(tree -> switch (tree) {
                    case LiteralTree code -> code.getBody().getBody();
                    case LinkTree link -> link.getReference().getSignature();
                    default -> tree.toString();
                })
                .collect(Collectors.joining())
                .replaceAll("</?p>", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String sentence(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String begun = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return begun.endsWith(".") ? begun : begun + ".";
    }
}

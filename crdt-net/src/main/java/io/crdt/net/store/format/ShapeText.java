package io.crdt.net.store.format;

import io.crdt.replica.Shape;

/** Shapes as text, outermost first: {@code M} a map of what follows, {@code P} a pair of the two that follow, {@code S} a
 * set of dots, {@code F} a function of them. */
public final class ShapeText {

    private final String text;
    private int at;

    private ShapeText(String text) {
        this.text = text;
    }

    /** Returns the text that stands for a shape. */
    public static String of(Shape shape) {
        if (shape instanceof Shape.MapOf map) {
            return "M" + of(map.values());
        }
        if (shape instanceof Shape.PairOf pair) {
            return "P" + of(pair.first()) + of(pair.second());
        }
        return ((Shape.Leaf) shape).carriesValues() ? "F" : "S";
    }

    /**
     * Returns the shape that a text stands for.
     *
     * @throws IllegalArgumentException if it stands for none
     */
    public static Shape parse(String text) {
        if (text.length() <= Shape.MAX_SIZE) {
            ShapeText parser = new ShapeText(text);
            Shape shape = parser.next();
            if (parser.at == text.length()) {
                return shape;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no shape");
    }

    private Shape next() {
        char kind = at < text.length() ? text.charAt(at++) : ' ';
        return switch (kind) {
            case 'M' -> new Shape.MapOf(next());
            case 'P' -> {
                Shape first = next();
                yield new Shape.PairOf(first, next());
            }
            case 'S', 'F' -> new Shape.Leaf(kind == 'F');
            default -> throw new IllegalArgumentException("\"" + text + "\" is no shape");
        };
    }
}

package io.runfolio.workflow.form;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Form of a value that does not exist yet, as far as it is known. */
public final class ValueShape {
    /** Nothing is known; every path may lead to a value. */
    public static final ValueShape ANY = new ValueShape(Kind.ANY, Map.of(), null);

    /** Value without fields and elements. */
    public static final ValueShape LEAF = new ValueShape(Kind.LEAF, Map.of(), null);

    private final Kind kind;
    private final Map<String, ValueShape> fields;
    private final ValueShape element;

    private enum Kind {
        ANY,
        LEAF,
        OBJECT,
        LIST
    }

    private ValueShape(Kind kind, Map<String, ValueShape> fields, ValueShape element) {
        this.kind = kind;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        this.element = element;
    }

    /** Returns the form of an object with these fields and no other. */
    public static ValueShape object(Map<String, ValueShape> fields) {
        return new ValueShape(Kind.OBJECT, fields, null);
    }

    /** Returns the form of a list. */
    public static ValueShape list(ValueShape element) {
        return new ValueShape(Kind.LIST, Map.of(), element);
    }

    /** Returns an object with the fields of this one, and with those of another if that is an object. */
    public ValueShape withFieldsOf(ValueShape other) {
        Map<String, ValueShape> both = new LinkedHashMap<>(fields);
        other.fields.forEach(both::putIfAbsent);
        return object(both);
    }

    /** Returns the form of a field; empty if absent. */
    public Optional<ValueShape> field(String name) {
        return kind == Kind.ANY ? Optional.of(ANY) : Optional.ofNullable(fields.get(name));
    }

    /** Returns the form of an element of a list; empty if the value is not a list. */
    public Optional<ValueShape> element() {
        return kind == Kind.ANY ? Optional.of(ANY) : Optional.ofNullable(element);
    }

    /** Returns the names of the fields; empty for another form. */
    public Set<String> names() {
        return fields.keySet();
    }

    /** Returns whether the value is a list. */
    public boolean isList() {
        return kind == Kind.LIST;
    }
}

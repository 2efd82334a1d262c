package io.runfolio.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Loads the classes that a worker needs to start, in the order in which it will ask for them, on a thread beside the one that starts it: to find, unpack and define classes is a third of that thread's work otherwise.
 * They are named in a list that {@code bench/classes.sh} writes. A name that is out of date does no harm, nor does a class that the list lacks: it is loaded when it is asked for, as ever.
 */
final class ClassesAhead {
    static final String LIST = "classes-ahead.txt";

    private ClassesAhead() {}

    /** Begins. No class is initialised. */
    static void load() {
        Thread thread = new Thread(ClassesAhead::loadAll, "runfolio-classes");
        thread.setDaemon(true);
        thread.start();
    }

    private static void loadAll() {
        ClassLoader loader = ClassesAhead.class.getClassLoader();
        try (InputStream list = ClassesAhead.class.getResourceAsStream(LIST);
                BufferedReader names = new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII))) {
            String name;
            while ((name = names.readLine()) != null) {
                load(name, loader);
            }
        } catch (IOException e) {
            return; // whoever needs the jar will tell
        }
    }

    private static void load(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return; // out of date, or not to be had here
        }
    }
}

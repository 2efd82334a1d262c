package io.runfolio;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Base of tests that need a workspace of their own for each test. */
public abstract class WorkspaceTestBase {
    @TempDir
    protected Path folder;

    protected TestWorkspace testWorkspace;

    @BeforeEach
    void openWorkspace() {
        testWorkspace = new TestWorkspace(folder);
    }
}

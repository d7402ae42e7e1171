package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TextTest {

    @Test
    void aWordIsAMaximalRunOfLettersInLowerCase() {
        assertEquals(List.of("don", "t", "panic"), Text.words("Don't PANIC!42"));
        assertEquals(List.of("été", "ß", "東京"), Text.words("  été_ß-東京"));
        assertEquals(List.of("𝒜"), Text.words("1𝒜2"));
        assertEquals(List.of(), Text.words(""));
    }

    @Test
    void wordsOfALineAreCounted() {
        assertEquals(Map.of("a", 2, "b", 1), Text.wordCounts("a b A"));
    }
}

package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A page's errors fail a test, or the browser tests would prove little. */
@Browser.Needed
final class BrowserTest {

    @Test
    void anErrorOfThePageFailsTheTest() {
        assertFails("<script>console.error('broken on purpose')</script>", "broken on purpose");
        assertFails("<script>throw new Error('thrown on purpose')</script>", "thrown on purpose");
        assertFails("<script>Promise.reject(new Error('rejected on purpose'))</script>", "rejected on purpose");
    }

    private static void assertFails(String html, String named) {
        Browser browser = Browser.start().go("data:text/html,<p>page</p>" + html);
        browser.awaitText("p", "page");
        AssertionError failure = assertThrows(AssertionError.class, browser::close);
        assertTrue(String.valueOf(failure.getMessage()).contains(named), failure.getMessage());
    }
}

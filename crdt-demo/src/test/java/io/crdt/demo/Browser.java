package io.crdt.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.FluentWait;

/**
 * A headless Chromium with an empty profile. Closing it fails the test if any page has written an error to the console or
 * thrown one that nobody caught. Screenshots are kept in {@code target/screenshots}.
 *
 * <p>Several pages at once are several tabs: {@link #open} makes one and goes there, {@link #switchTo} goes back.
 */
public final class Browser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final String PROGRAM = "chromium";
    private static final String DRIVER = "chromedriver";

    /** Selenium says at each start that it has no typed bindings for this Chromium; none are used. */
    private static final Logger BINDINGS = Logger.getLogger("org.openqa.selenium.devtools.CdpVersionFinder");

    static {
        BINDINGS.setLevel(Level.SEVERE);
    }

    /**
     * Skips the tests of a class where Chromium or its driver is missing; with {@code -Dbrowser=required} they fail there
     * instead.
     */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(Presence.class)
    public @interface Needed {}

    /** Looks for the programs. */
    static final class Presence implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<String> missing = Stream.of(PROGRAM, DRIVER)
                    .filter(name -> find(name).isEmpty())
                    .toList();
            if (missing.isEmpty() || "required".equals(System.getProperty("browser"))) {
                return ConditionEvaluationResult.enabled("there is a browser, or there has to be");
            }
            return ConditionEvaluationResult.disabled("no browser tests: there is no "
                    + String.join(" and no ", missing) + " on the PATH; CONTRIBUTING.md names the packages");
        }
    }

    private final ChromeDriver driver;
    private Pattern allowedErrors = Pattern.compile("(?!)"); // none

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts a browser, with no page yet. */
    public static Browser start() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(found(PROGRAM));
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(found(DRIVER))
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.resize(1280, 900);
        return browser;
    }

    /** Goes to a page in the present tab. */
    public Browser go(String url) {
        driver.get(url);
        return this;
    }

    /** Goes to a page in a new tab and returns what {@link #switchTo} takes to come back to it. */
    public String open(String url) {
        driver.switchTo().newWindow(WindowType.TAB);
        driver.get(url);
        return driver.getWindowHandle();
    }

    /** Goes to a tab that {@link #tab} or {@link #open} has named. */
    public void switchTo(String tab) {
        driver.switchTo().window(tab);
    }

    /** Returns the name of the present tab. */
    public String tab() {
        return driver.getWindowHandle();
    }

    /** Returns the driver, for what this class has no method for. */
    public ChromeDriver driver() {
        return driver;
    }

    /** Returns the one element that a CSS selector finds; waits for it. */
    public WebElement find(By by) {
        await("there is an element " + by, () -> !driver.findElements(by).isEmpty());
        return driver.findElement(by);
    }

    /** Returns the one element that a CSS selector finds; waits for it. */
    public WebElement css(String selector) {
        return find(By.cssSelector(selector));
    }

    /** Waits until the text of an element contains another one. */
    public void awaitText(String selector, String text) {
        awaitValue("the text of " + selector + " contains \"" + text + "\"", "textContent", selector, text);
    }

    /** Waits until an attribute of an element contains a text. */
    public void awaitAttribute(String selector, String attribute, String text) {
        awaitValue(attribute + " of " + selector + " contains \"" + text + "\"", attribute, selector, text);
    }

    /** Waits until a part of the text of an element matches a regular expression. */
    public void awaitMatch(String selector, String regex) {
        Pattern pattern = Pattern.compile(regex);
        String what = "the text of " + selector + " has a match of " + regex;
        awaitValue(what, "textContent", selector, text -> pattern.matcher(text).find());
    }

    private void awaitValue(String what, String attribute, String selector, String text) {
        awaitValue(what, attribute, selector, value -> value.contains(text));
    }

    private void awaitValue(String what, String attribute, String selector, Predicate<String> condition) {
        // Read by the page itself, at once: an element that the page replaces meanwhile would fail the test.
        String script = """
                const element = document.querySelector(arguments[0]);
                return element && (arguments[1] === "textContent" ? element.textContent : element.getAttribute(arguments[1]));
                """;
        await(what, () -> {
            Object value = driver.executeScript(script, selector, attribute);
            return value != null && condition.test(value.toString());
        });
    }

    /** Waits until something holds; if it does not, the failure says what was awaited and keeps a screenshot. */
    public void await(String what, BooleanSupplier condition) {
        try {
            new FluentWait<>(condition)
                    .withTimeout(PATIENCE)
                    .pollingEvery(LOOK_EVERY)
                    .until(BooleanSupplier::getAsBoolean);
        } catch (org.openqa.selenium.TimeoutException e) {
            screenshot("failed");
            throw new AssertionError(
                    "not within " + PATIENCE.toSeconds() + " s: " + what + "; see target/screenshots/failed.png", e);
        }
    }

    /** Makes the page this wide and high, in CSS pixels; phones have fewer than a window may have. */
    public void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Shows the page as those see it who prefer dark pages, or light ones. */
    public void preferDark(boolean dark) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    /** Keeps a picture of what is to be seen of the page. */
    public Path screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            return Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot keep the screenshot " + name, e);
        }
    }

    /** Checks that nothing on the page reaches beyond its right edge. */
    public void assertFitsWidth() {
        Object beyond = driver.executeScript("return document.documentElement.scrollWidth - window.innerWidth");
        assertTrue(((Number) beyond).intValue() <= 0, "the page is " + beyond + " pixels wider than the window");
    }

    /** Allows errors that a test provokes, such as those of a page whose server it stops. */
    public void allowErrors(String regex) {
        allowedErrors = Pattern.compile(regex);
    }

    @Override
    public void close() {
        List<String> errors;
        try {
            errors = driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                    .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                    .map(entry -> entry.getMessage())
                    .filter(message -> !allowedErrors.matcher(message).find())
                    .toList();
        } finally {
            driver.quit();
        }
        assertEquals(List.of(), errors, "errors of the page");
    }

    private static File found(String program) {
        return find(program)
                .orElseThrow(() -> new AssertionError("there is no " + program
                        + " on the PATH, but -Dbrowser=required; CONTRIBUTING.md names the packages"));
    }

    private static Optional<File> find(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> new File(directory, program))
                .filter(File::canExecute)
                .findFirst();
    }
}

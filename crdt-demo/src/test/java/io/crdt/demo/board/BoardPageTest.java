package io.crdt.demo.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crdt.demo.Browser;
import io.crdt.net.options.CrdtOptions;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The page, as two people use it in a browser. */
@Browser.Needed
final class BoardPageTest {

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path directory;

    private final Browser browser = Browser.start();
    private String annas = "";
    private String bens = "";

    @BeforeEach
    void open() throws Exception {
        BoardApp anna = start("anna", new CrdtOptions());
        BoardApp ben = start("ben", new CrdtOptions().addSeed(anna.address()));
        annas = browser.go(anna.url()).tab();
        bens = browser.open(ben.url());
        browser.switchTo(annas);
        browser.awaitText("#people", "ben is here");
    }

    private BoardApp start(String name, CrdtOptions options) throws Exception {
        return BoardApp.start(
                        vertx,
                        name,
                        options.setName(name).setCluster("test").setDataDir(directory.resolve(name)),
                        0,
                        false)
                .await(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        try {
            browser.close();
        } finally {
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }

    private void addList(String title) {
        browser.css("#add-list input").sendKeys(title, Keys.ENTER);
        browser.find(button(title));
    }

    private void addCard(String list, String title) {
        browser.find(By.xpath("//section[.//h2[.='" + list + "']]//form//input"))
                .sendKeys(title, Keys.ENTER);
        browser.find(button(title));
    }

    /** Finds what opens the editor of a list or card. */
    private static By button(String title) {
        return By.xpath("//h2/button[.='" + title + "'] | //li/button[span[@class='title' and .='" + title + "']]");
    }

    private WebElement ofCard(String title, String selector) {
        browser.find(button(title));
        return browser.find(By.xpath("//li[button/span[starts-with(@class,'title') and .='" + title + "']]"))
                .findElement(By.cssSelector(selector));
    }

    /** Returns the board as the page shows it: {@code Doing[milk, bread]}. */
    private String shown() {
        return String.valueOf(browser.driver().executeScript("""
                const text = (element, selector) => element.querySelector(selector).textContent;
                return [...document.querySelectorAll(".list")].map((list) => text(list, "h2") + "["
                  + [...list.querySelectorAll(".card")].map((card) => text(card, ".title")
                    + (text(card, ".note") && `(${text(card, ".note")})`)
                    + (card.querySelector(".done").checked ? "✓" : "")
                    + text(card, ".vote").replace("▲ ", "+").replace("+0", "")).join(", ") + "]").join(" ");
                """));
    }

    private void awaitShown(String board) {
        browser.await(board, () -> shown().equals(board));
    }

    private void awaitOnBoth(String board) {
        for (String tab : List.of(annas, bens)) {
            browser.switchTo(tab);
            awaitShown(board);
        }
    }

    private void setOnline(boolean on) {
        browser.css("#online").click();
        browser.awaitAttribute("#online", "aria-checked", Boolean.toString(on));
    }

    /** Changes a field of the editor that is open. */
    private void write(String selector, String text) {
        WebElement field = browser.css(selector);
        field.clear();
        field.sendKeys(text);
    }

    private void closeEditor() {
        browser.css("#close").click();
        browser.await(
                "the editor is closed",
                () -> browser.driver()
                        .findElements(By.cssSelector("dialog[open]"))
                        .isEmpty());
    }

    @Test
    void twoPeopleWorkOfflineAndBothSeeOneResult() {
        addList("Todo");
        addList("Doing");
        addCard("Todo", "milk");
        addCard("Todo", "bread");
        awaitOnBoth("Todo[milk, bread] Doing[]");

        browser.switchTo(annas);
        setOnline(false);
        browser.awaitText("#people", "ben is away");
        browser.awaitText("#banner", "You are offline");
        ofCard("milk", ".done").click();
        ofCard("bread", ".vote").click();
        addCard("Doing", "eggs");
        browser.find(button("bread")).click();
        write("#title", "rye bread");
        closeEditor();
        awaitShown("Todo[milk✓, rye bread+1] Doing[eggs]");
        browser.awaitText("#saved", "Saved");
        browser.screenshot("board-offline");

        browser.switchTo(bens);
        browser.awaitText("#people", "anna is away");
        browser.find(button("milk")).click();
        write("#note", "the fresh one");
        new Select(browser.css("#list")).selectByVisibleText("Doing");
        closeEditor();
        browser.find(button("bread")).click();
        write("#title", "white bread");
        closeEditor();
        awaitShown("Todo[white bread] Doing[milk(the fresh one)]");

        browser.switchTo(annas);
        setOnline(true);
        awaitOnBoth("Todo[rye bread / white bread+1] Doing[" + order("eggs", "milk(the fresh one)✓") + "]");
        browser.switchTo(annas);
        browser.awaitText("#people", "ben is here");
        browser.css(".title.undecided");
        browser.screenshot("board-merged");
    }

    /** Which of two cards that were put at the end of one list at the same time comes first, chance decides. */
    private String order(String one, String other) {
        browser.await("both cards", () -> shown().contains(one) && shown().contains(other));
        return shown().indexOf(one) < shown().indexOf(other) ? one + ", " + other : other + ", " + one;
    }

    @Test
    void whatOneDidLastIsUndone() {
        addList("Todo");
        addCard("Todo", "milk");
        browser.find(button("milk")).click();
        browser.css("#delete").click();
        awaitShown("Todo[]");
        browser.awaitText("#undo", "Undo: delete “milk”");
        browser.css("#undo").click();
        awaitOnBoth("Todo[milk]");

        browser.switchTo(annas);
        ofCard("milk", ".vote").click();
        awaitShown("Todo[milk+1]");
        browser.css("body").sendKeys(Keys.chord(Keys.CONTROL, "z"));
        awaitShown("Todo[milk]");
    }

    @Test
    void aCardIsMovedByKeyboardAndItsPlaceIsSaid() {
        addList("Todo");
        addList("Doing");
        addCard("Todo", "milk");
        addCard("Todo", "bread");
        ofCard("bread", ".grip").sendKeys(Keys.ARROW_UP);
        browser.awaitText("#live", "bread: 1 of 2 in Todo");
        awaitShown("Todo[bread, milk] Doing[]");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ARROW_RIGHT);
        browser.awaitText("#live", "bread: 1 of 1 in Doing");
        awaitShown("Todo[milk] Doing[bread]");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ARROW_LEFT);
        awaitShown("Todo[bread, milk] Doing[]");
        assertEquals(
                "Move bread: arrow keys",
                browser.driver().switchTo().activeElement().getAttribute("aria-label"));
    }

    @Test
    void textOfPeopleIsNeverMarkup() {
        String hostile = "<img src=x onerror=document.title=1>";
        addList(hostile);
        browser.find(By.cssSelector("form.add input")).sendKeys(hostile, Keys.ENTER);
        browser.css(".card .edit").click();
        write("#note", hostile);
        closeEditor();
        awaitOnBoth(hostile + "[" + hostile + "(" + hostile + ")]");
        assertTrue(browser.driver().findElements(By.tagName("img")).isEmpty());
        assertEquals("Task board of ben", browser.driver().getTitle());
    }

    @Test
    void whatIsRefusedIsSaid() {
        addList("Todo");
        addCard("Todo", "milk");
        browser.driver().executeScript("document.querySelector('form.add input').removeAttribute('maxlength')");
        browser.css("form.add input").sendKeys("x".repeat(Board.MAX_TITLE + 1), Keys.ENTER);
        browser.awaitText("#refused", "a title has 1 to 200 characters, but this has 201; nothing was changed");
        ofCard("milk", ".done").click();
        browser.await("the message goes", () -> !browser.css("#refused").isDisplayed());
    }

    @Test
    void thePageIsReadableInBothThemesAndOnAPhone() {
        for (String list : List.of("Todo", "Doing", "Done")) {
            addList(list);
        }
        for (String card : List.of("milk", "bread", "Ask the baker whether she has the long ones on Saturdays, too")) {
            addCard("Todo", card);
        }
        addCard("Doing", "Paint the fence");
        addCard("Done", "Plant beans");
        ofCard("Plant beans", ".done").click();
        ofCard("Paint the fence", ".vote").click();
        browser.find(button("milk")).click();
        write("#note", "Oat or soy.\nNot both.");
        for (boolean dark : new boolean[] {false, true}) {
            browser.preferDark(dark);
            String theme = dark ? "dark" : "light";
            browser.resize(1280, 900);
            browser.screenshot("board-editor-" + theme);
            closeEditor();
            browser.screenshot("board-" + theme);
            browser.resize(390, 844);
            browser.assertFitsWidth();
            browser.screenshot("board-phone-" + theme);
            browser.find(button("milk")).click();
            browser.assertFitsWidth();
            browser.screenshot("board-phone-editor-" + theme);
        }
    }
}

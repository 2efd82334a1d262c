package io.runfolio.gallery;

import static org.assertj.core.api.Assertions.assertThat;

/** Presses Tab through the open dialog, else the page: each control is reached, with a visible ring. */
final class TabOrder {
    /** Controls of the open dialog, else of the page, that can be reached by keyboard. */
    private static final String REACHABLE =
            """
            window.reachable = () => {
              const room = [...document.querySelectorAll('dialog[open]')].pop() ?? document.body;
              const kinds = 'a[href], button, input, select, textarea, summary, video[controls], [tabindex="0"]';
              return [...room.querySelectorAll(kinds)]
                .filter((each) => !each.disabled && each.tabIndex >= 0
                  && each.checkVisibility({visibilityProperty: true}) && !each.closest('[hidden]'));
            };
            window.nameOf = (each) =>
              `${each.tagName}#${each.id}.${each.className} ${each.ariaLabel ?? each.textContent.slice(0, 40)}`;
            1
            """;

    private static final String NOTE =
            """
            (() => {
              const at = document.activeElement;
              if (at === document.body || at.tagName === 'DIALOG') return;
              reached.add(at);
              // the grid's ring is about its card
              const { outlineStyle, outlineWidth } = getComputedStyle(at.querySelector('.card.active') ?? at);
              // of a video and of a date the browser marks the part that has the focus
              if (at.tagName !== 'VIDEO' && at.type !== 'date'
                  && (outlineStyle === 'none' || parseFloat(outlineWidth) < 1)) unseen.push(nameOf(at));
            })()
            """;

    private TabOrder() {}

    /** Defines {@code reachable} and {@code nameOf} in the page. */
    static void define(Browser browser) {
        browser.eval(REACHABLE);
    }

    static void check(Browser browser) {
        define(browser);
        browser.eval("window.reached = new Set(); window.unseen = []; document.activeElement.blur(); 1");
        int count = browser.eval("reachable().length").asInt();
        assertThat(count).isGreaterThan(3);
        for (int i = 0; i < 2 * count + 10; i++) {
            browser.press("Tab");
            browser.eval(NOTE);
        }
        assertThat(browser.eval("reachable().filter(each => !reached.has(each)).map(nameOf)"))
                .as("not reached")
                .isEmpty();
        assertThat(browser.eval("unseen")).as("without a ring").isEmpty();
    }
}

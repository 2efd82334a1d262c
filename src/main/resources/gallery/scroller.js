/** Browsers limit an element to about 17 million pixels; longer lists are scaled to this height. */
const MAX_HEIGHT = 4_000_000;

/**
 * Scrolls through a list that may be higher than the maximum height of an element. Wheel, touch and keys move the list by
 * the same number of pixels; dragging the scroll bar moves it to the same fraction of its height.
 */
export class Scroller {
  #host;
  #sizer;
  #height = 0;
  /** Pixels between the scroll position of the element and that of the list. */
  #shift = 0;
  #last = 0;

  constructor(host, sizer) {
    this.#host = host;
    this.#sizer = sizer;
  }

  get shift() {
    return this.#shift;
  }

  /** The scroll position in the list, in pixels. */
  get top() {
    return this.#host.scrollTop + this.#shift;
  }

  set top(wanted) {
    const end = this.#maxScroll + this.#excess;
    const top = Math.max(0, Math.min(end, wanted));
    this.#host.scrollTop = Math.round(this.#excess ? this.#bar(top, end) : top);
    this.#last = this.#host.scrollTop;
    this.#shift = this.#excess && top - this.#last;
  }

  /** Returns the element's scroll position for one of the list: exact near both ends, proportional elsewhere. */
  #bar(top, end) {
    const near = 2 * this.#host.clientHeight;
    if (top < near) return top;
    if (end - top < near) return this.#maxScroll - (end - top);
    return Math.max(near, Math.min(this.#maxScroll - near, top / this.#scale));
  }

  /** Sets the height of the list and keeps the scroll position. */
  set height(pixels) {
    if (pixels === this.#height) return;
    const { top } = this;
    this.#height = pixels;
    this.#sizer.style.height = `${pixels - this.#excess}px`;
    this.top = top;
  }

  /** Updates the position after a scroll event. */
  scrolled() {
    if (!this.#excess) return;
    const { scrollTop, clientHeight } = this.#host;
    const jumped = Math.abs(scrollTop - this.#last) > clientHeight;
    this.#last = scrollTop;
    if (jumped) this.#shift = scrollTop * (this.#scale - 1);
    // small steps add up, so the position is corrected before the element ends
    else if (scrollTop < clientHeight && this.#shift !== 0) this.top = this.top;
    else if (this.#maxScroll - scrollTop < clientHeight && this.#shift !== this.#excess) this.top = this.top;
  }

  /** Pixels of the list beyond the height of the element. */
  get #excess() {
    return Math.max(0, this.#height - MAX_HEIGHT);
  }

  /** Maximum scroll position of the element. */
  get #maxScroll() {
    return this.#host.scrollHeight - this.#host.clientHeight;
  }

  /** List pixels per element pixel. */
  get #scale() {
    return 1 + (this.#maxScroll && this.#excess / this.#maxScroll);
  }
}

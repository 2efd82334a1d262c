/** Browsers lose count of pixels above some 17 million; a list of any length has to fit below. */
const HIGHEST = 4_000_000;

/**
 * Scrolls through a list that may be higher than any element of a browser. What a wheel, a finger or a key moves, moves by as many pixels; where the bar is dragged to, the list is at the same share of its
 * height. In a list that is low enough the two are one.
 */
export class Scroller {
  #host;
  #sizer;
  #height = 0;
  /** By how much the top is further down in the list than in the browser's element. */
  #shift = 0;
  #last = 0;

  constructor(host, sizer) {
    this.#host = host;
    this.#sizer = sizer;
  }

  get shift() {
    return this.#shift;
  }

  /** Where the upper edge of what is seen stands in the list, in pixels. */
  get top() {
    return this.#host.scrollTop + this.#shift;
  }

  set top(wanted) {
    const end = this.#room + this.#surplus;
    const top = Math.max(0, Math.min(end, wanted));
    this.#host.scrollTop = Math.round(this.#surplus ? this.#bar(top, end) : top);
    this.#last = this.#host.scrollTop;
    this.#shift = this.#surplus && top - this.#last;
  }

  /** Where the bar belongs: at the ends as far from them as the list is, elsewhere at the list's share, with room for some steps either way. */
  #bar(top, end) {
    const near = 2 * this.#host.clientHeight;
    if (top < near) return top;
    if (end - top < near) return this.#room - (end - top);
    return Math.max(near, Math.min(this.#room - near, top / this.#scale));
  }

  /** Sets the height of the list; the top stays where it is. */
  set height(pixels) {
    if (pixels === this.#height) return;
    const { top } = this;
    this.#height = pixels;
    this.#sizer.style.height = `${pixels - this.#surplus}px`;
    this.top = top;
  }

  /** To be called when the browser has scrolled. */
  scrolled() {
    if (!this.#surplus) return;
    const { scrollTop, clientHeight } = this.#host;
    const jumped = Math.abs(scrollTop - this.#last) > clientHeight;
    this.#last = scrollTop;
    if (jumped) this.#shift = scrollTop * (this.#scale - 1);
    // small steps add up: before the browser's element ends, the bar is put where it belongs
    else if (scrollTop < clientHeight && this.#shift !== 0) this.top = this.top;
    else if (this.#room - scrollTop < clientHeight && this.#shift !== this.#surplus) this.top = this.top;
  }

  /** Pixels of the list that the browser's element has no room for. */
  get #surplus() {
    return Math.max(0, this.#height - HIGHEST);
  }

  /** How far the browser can scroll. */
  get #room() {
    return this.#host.scrollHeight - this.#host.clientHeight;
  }

  /** Pixels of the list for one of the bar. */
  get #scale() {
    return 1 + (this.#room && this.#surplus / this.#room);
  }
}

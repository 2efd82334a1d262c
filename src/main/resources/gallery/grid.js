import { h } from "./dom.js";
import { fill } from "./card.js";
import { Scroller } from "./scroller.js";
import { toast } from "./toast.js";

const GAP = 16;
const MIN_SIDE = 208;
const MIN_SIDE_PHONE = 150;
const MAX_PHONE_WIDTH = 480;
const CAPTION = 62;
/** Rows that are drawn above and below the visible ones. */
const OVERSCAN_ROWS = 2;

/** A virtual grid: only the visible rows and a few around them are in the document. */
export class Grid {
  active = 0;
  selection = new Set();
  list = null;
  #host;
  #sizer = h("div", { class: "sizer", role: "presentation" });
  #scroller;
  #rows = new Map();
  #spare = [];
  #columns = 1;
  #rowHeight = 1;
  #frame = 0;
  /** Index of the card that a Shift-click extends the selection from. */
  #anchor = null;
  #on;

  /** @param on open(item), toggled() */
  constructor(host, on) {
    this.#host = host;
    this.#on = on;
    host.append(this.#sizer);
    this.#scroller = new Scroller(host, this.#sizer);
    host.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    host.addEventListener("click", (event) => this.#click(event));
    new ResizeObserver(() => this.#measure()).observe(host);
  }

  get columns() {
    return this.#columns;
  }

  get perPage() {
    return Math.max(1, Math.floor(this.#host.clientHeight / this.#rowHeight)) * this.#columns;
  }

  show(list) {
    this.list = list;
    list.kept = this.selection;
    this.active = 0;
    this.#anchor = null;
    this.#scroller.top = 0;
    this.#measure();
  }

  item() {
    return this.list?.at(this.active);
  }

  later() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
    });
  }

  #scrolled() {
    this.#scroller.scrolled();
    this.later();
  }

  #measure() {
    const width = this.#host.clientWidth - 2 * GAP;
    const least = this.#host.clientWidth <= MAX_PHONE_WIDTH ? MIN_SIDE_PHONE : MIN_SIDE;
    const first = Math.floor(this.#scroller.top / this.#rowHeight) * this.#columns;
    this.#columns = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
    const side = Math.floor((width - (this.#columns - 1) * GAP) / this.#columns);
    this.#rowHeight = side + CAPTION + GAP;
    this.#host.style.setProperty("--side", `${side}px`);
    this.#host.style.setProperty("--columns", this.#columns);
    this.#rows.forEach((row) => row.remove());
    this.#rows.clear();
    this.#spare = [];
    this.#host.setAttribute("aria-colcount", this.#columns);
    this.#size();
    this.#scroller.top = Math.floor(first / this.#columns) * this.#rowHeight;
    this.draw();
  }

  #size() {
    const rows = Math.ceil((this.list?.length ?? 0) / this.#columns);
    this.#scroller.height = rows * this.#rowHeight + GAP;
    this.#host.setAttribute("aria-rowcount", rows || 1);
    return rows;
  }

  draw() {
    if (!this.list) return;
    const rows = this.#size();
    const { top } = this.#scroller;
    const first = Math.max(0, Math.floor(top / this.#rowHeight) - OVERSCAN_ROWS);
    const last = Math.min(rows - 1, Math.ceil((top + this.#host.clientHeight) / this.#rowHeight) + OVERSCAN_ROWS);
    for (const [index, row] of this.#rows) {
      if (index < first || index > last) {
        this.#rows.delete(index);
        row.remove();
        if (this.#spare.length < 8) this.#spare.push(row);
      }
    }
    for (let index = first; index <= last; index++) this.#draw(index);
    this.list.want(first * this.#columns, (last + 6) * this.#columns);
    const cell = this.#cell(this.active);
    if (cell) this.#host.setAttribute("aria-activedescendant", cell.id);
    else this.#host.removeAttribute("aria-activedescendant");
  }

  #draw(index) {
    let row = this.#rows.get(index);
    if (!row) {
      row = this.#spare.pop() ?? this.#row();
      this.#rows.set(index, row);
      row.setAttribute("aria-rowindex", index + 1);
      this.#sizer.append(row);
    }
    row.style.transform = `translateY(${index * this.#rowHeight - this.#scroller.shift}px)`;
    for (const cell of row.cells) {
      const place = index * this.#columns + cell.column;
      cell.hidden = place >= this.list.length;
      if (cell.hidden) continue;
      const item = this.list.at(place);
      fill(cell, item, place, { active: place === this.active, selected: item !== undefined && this.selection.has(item.id) });
    }
  }

  #row() {
    const row = h("div", { role: "row", class: "row" });
    row.cells = Array.from({ length: this.#columns }, (_, column) => {
      const cell = h("div", { role: "gridcell" });
      cell.column = column;
      return cell;
    });
    row.append(...row.cells);
    return row;
  }

  #cell(index) {
    return this.#rows.get(Math.floor(index / this.#columns))?.cells[index % this.#columns];
  }

  #click(event) {
    const cell = event.target.closest(".card");
    if (!cell?.item) return;
    const from = this.#anchor;
    this.active = cell.index;
    if (event.shiftKey) this.#range(from ?? cell.index, cell.index);
    else if (event.target.closest(".tick") || event.ctrlKey || event.metaKey) this.toggle(cell.item);
    else this.#on.open(cell.item);
    this.draw();
  }

  /** Makes the card at an index the active one and scrolls to it. */
  move(to) {
    if (!this.list?.length) return;
    this.active = Math.max(0, Math.min(this.list.length, to + 1) - 1);
    this.#size();
    const top = Math.floor(this.active / this.#columns) * this.#rowHeight;
    const bottom = top + this.#rowHeight - this.#host.clientHeight;
    if (top < this.#scroller.top) this.#scroller.top = top;
    else if (bottom > this.#scroller.top) this.#scroller.top = bottom;
    this.draw();
  }

  /** Selects a range of cards; missing pages are fetched first. */
  async #range(from, to) {
    const list = this.list;
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const places = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const items = await list.range(first, last);
    if (list !== this.list) return;
    this.#anchor = from;
    if (items.length < places.length) toast(`${places.length - items.length} of ${places.length} could not be loaded and are not selected.`);
    items.filter((item) => !item.run).forEach((item) => this.selection.add(item.id));
    this.#on.toggled();
    this.draw();
  }

  toggle(item) {
    if (!item || item.run) return;
    this.#anchor = this.list.places.get(item.id) ?? this.active;
    if (!this.selection.delete(item.id)) this.selection.add(item.id);
    this.#on.toggled();
    this.draw();
  }
}

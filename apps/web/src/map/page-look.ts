import { COLOUR_NAMES, type ColourName, type Colours } from './paint/look.ts';
import { fontText, FONTS, type FontName } from './paint/shape.ts';

/** Colours and font of the page as the browser computes them now: canvas and exported pictures know no custom properties. */
export interface PageLook {
  readonly colours: Colours;
  readonly family: string;
}

/** A probe takes each colour, so that `light-dark()` comes out as the one of the theme. */
export function readPageLook(within: HTMLElement): PageLook {
  const probe = document.createElement('span');
  probe.hidden = true;
  // Where the browser forces its colours, every text would have the same one.
  probe.style.setProperty('forced-color-adjust', 'none');
  within.append(probe);
  try {
    const computed = getComputedStyle(probe);
    const read = (name: ColourName): string => {
      probe.style.color = `var(--${name})`;
      return computed.color;
    };
    const colours = Object.fromEntries(COLOUR_NAMES.map((name) => [name, read(name)])) as Record<ColourName, string>;
    return { colours, family: getComputedStyle(document.body).fontFamily };
  } finally {
    probe.remove();
  }
}

/** Widths of texts, each measured once. Holds 20,000 of them, then starts anew. */
export class TextRuler {
  readonly #context = document.createElement('canvas').getContext('2d');
  readonly #widths = new Map<string, number>();
  readonly #family: string;

  constructor(family: string) {
    this.#family = family;
  }

  readonly width = (text: string, font: FontName): number => {
    const key = `${font} ${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const width = this.#measured(text, font);
    if (this.#widths.size >= MOST_WIDTHS) this.#widths.clear();
    this.#widths.set(key, width);
    return width;
  };

  #measured(text: string, font: FontName): number {
    if (this.#context === null) return text.length * FONTS[font].px * 0.6;
    this.#context.font = fontText(font, this.#family);
    return this.#context.measureText(text).width;
  }
}

const MOST_WIDTHS = 20_000;

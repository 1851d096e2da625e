/** Paths in a box of this size; the page stretches it. */
export const WIDTH = 240;
export const HEIGHT = 32;

/** Bars from the ground; what is more than nothing is seen. */
export function bars(values: number[], most: number): string {
  const step = WIDTH / Math.max(values.length, 1);
  return values
    .map((value, at) => {
      if (value <= 0 || most <= 0) return '';
      const height = Math.max((value / most) * HEIGHT, 2);
      return `M${round(at * step)} ${HEIGHT}v${round(-height)}h${round(step * 0.8)}v${round(height)}z`;
    })
    .join('');
}

/** A line through the points that are known, with a gap where nothing is. */
export function line(values: (number | null)[], most: number): string {
  const step = WIDTH / Math.max(values.length, 1);
  let isDown = false;
  return values
    .map((value, at) => {
      if (value === null) {
        isDown = false;
        return '';
      }
      const y = round(HEIGHT - (most > 0 ? value / most : 0) * (HEIGHT - 2) - 1);
      const move = isDown ? `L${round((at + 0.5) * step)} ${y}` : `M${round(at * step)} ${y}H${round((at + 1) * step)}`;
      isDown = true;
      return move;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

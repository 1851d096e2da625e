/** The size of the box that paths are drawn in; the page stretches it. */
export const WIDTH = 240;
export const HEIGHT = 32;

/** The path of a bar chart; every value above 0 is at least visible. */
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

/** The path of a line through the known values, with gaps where there are none. */
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

import { numberOf, type PdfDictionary } from './pdf-value';
import { UnreadablePdfError } from './unreadable-pdf';

const NO_PREDICTION = 1;
const PNG_PREDICTION = 10;
const MAX_COLUMNS = 1024;

/**
 * Undoes the prediction of PNG (ISO 32000-1 section 7.4.4.4), by which tables of references are stored: each row begins
 * with a byte that says how its bytes were predicted from those to the left and above.
 */
export function undoPrediction(content: Buffer, parameters: PdfDictionary): Buffer {
  const parameter = (name: string, otherwise: number): number => numberOf(parameters.get(name)) ?? otherwise;
  const predictor = parameter('Predictor', NO_PREDICTION);
  if (predictor === NO_PREDICTION) return content;
  const columns = parameter('Columns', 1);
  const isOfBytes = parameter('Colors', 1) === 1 && parameter('BitsPerComponent', 8) === 8;
  if (predictor < PNG_PREDICTION || !isOfBytes || !Number.isInteger(columns) || columns < 1 || columns > MAX_COLUMNS) {
    throw new UnreadablePdfError('an unusual predictor');
  }
  const rows = Math.floor(content.length / (columns + 1));
  const result = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row++) {
    const kind = content[row * (columns + 1)] ?? 0;
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const left = column === 0 ? 0 : (result[at - 1] ?? 0);
      const up = row === 0 ? 0 : (result[at - columns] ?? 0);
      const upLeft = column === 0 || row === 0 ? 0 : (result[at - columns - 1] ?? 0);
      // A byte of a Buffer keeps the lowest eight bits, which is the sum that PNG means.
      result[at] = (content[at + row + 1] ?? 0) + predicted(kind, { left, up, upLeft });
    }
  }
  return result;
}

interface Neighbours {
  left: number;
  up: number;
  upLeft: number;
}

/** By the numbers of PNG's filter types. */
function predicted(kind: number, neighbours: Neighbours): number {
  const { left, up } = neighbours;
  switch (kind) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4:
      return paeth(neighbours);
    default:
      throw new UnreadablePdfError('an unusual predictor');
  }
}

/** The neighbour nearest to what the other two lead one to expect. */
function paeth({ left, up, upLeft }: Neighbours): number {
  const estimate = left + up - upLeft;
  const distances = {
    left: Math.abs(estimate - left),
    up: Math.abs(estimate - up),
    upLeft: Math.abs(estimate - upLeft),
  };
  if (distances.left <= distances.up && distances.left <= distances.upLeft) return left;
  return distances.up <= distances.upLeft ? up : upLeft;
}

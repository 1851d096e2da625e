export interface Holder {
  pid: number;
  /** undefined while it starts. */
  url?: string;
}

export type Claim =
  | { holder: Holder; runs?: undefined }
  | { holder?: undefined; runs: (nodeRed: Required<Holder>) => void; release: () => void };

export function claimFolder(folder: string): Promise<Claim>;

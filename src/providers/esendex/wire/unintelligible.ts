/** Ends the reading of an input that cannot be understood; the codec makes a quarantine of it. */
export class Unintelligible extends Error {
  /** `reason`: a short fixed phrase without content. */
  constructor(readonly reason: string) {
    super(reason);
  }
}

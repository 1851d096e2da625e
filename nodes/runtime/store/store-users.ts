/** Whoever holds the store, for as long as its node lives. */
export interface StoreUser {
  /** Lets go of it; never rejects. */
  leaveStore(): Promise<void>;
  /** It may be opened again. Must not throw. */
  returnToStore(): void;
}

const users = new Set<StoreUser>();

/** Returns what ends it. */
export function useStore(user: StoreUser): () => void {
  users.add(user);
  return () => users.delete(user);
}

/** Does something to the store's folder while nobody in this process has it open. */
export async function whileClosed<T>(act: () => Promise<T>): Promise<T> {
  await Promise.all([...users].map((user) => user.leaveStore()));
  try {
    return await act();
  } finally {
    offerAgain();
  }
}

/** Something that kept them out is over. */
export function offerAgain(): void {
  for (const user of users) user.returnToStore();
}

/** As the clock of this machine shows it: `14:43`. */
export function timeOfDay(at: number): string {
  const time = new Date(at);
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}

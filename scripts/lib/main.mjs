/** Runs a script's main function: one line for an error, exit code 1, no stack for what the reader can mend. */
export function main(script) {
  script().catch((error) => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  });
}

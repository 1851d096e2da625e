/** Runs a script's main function. An error is shown as one line without a stack, with exit code 1. */
export function main(script) {
  script().catch((error) => {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  });
}

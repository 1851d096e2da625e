/** Presses the button of an example's inject node, like in the editor, unless the user has deleted the node. */
export async function press(nodeRed, example, name) {
  const button = example.find((node) => node.type === 'inject' && node.name === name);
  if (button) await nodeRed.request(`/inject/${button.id}`, { method: 'POST' });
}

/** Presses the button of an example's inject node, as in the editor; nothing happens where the node is deleted. */
export async function press(nodeRed, example, name) {
  const button = example.find((node) => node.type === 'inject' && node.name === name);
  if (button) await nodeRed.request(`/inject/${button.id}`, { method: 'POST' });
}

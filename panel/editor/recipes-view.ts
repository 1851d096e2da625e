import { button, el, newId, setText } from './dom';
import type { Host } from './host';
import { importRecipe } from './import-recipe';
import { RECIPES, type Recipe } from './recipes';

/** Example flows: a click adds one to the workspace. */
export function recipesView(host: Host, intro: string): HTMLElement {
  const said = el('p', { attrs: { role: 'status' } });
  const add = async (recipe: Recipe): Promise<void> => {
    try {
      await importRecipe(recipe);
      setText(said, host.t('message.imported', { name: host.t(`recipe.${recipe.id}`) }));
    } catch {
      setText(said, host.t('message.notImported'));
    }
  };
  const rows = RECIPES.map((recipe) => {
    const id = newId();
    const made = button(host.t(`recipe.${recipe.id}`), () => void add(recipe), {
      'aria-describedby': id,
      'data-recipe': recipe.id,
    });
    return el('li', {}, [
      made,
      el('p', { class: 'pushline-hint', text: host.t(`recipe.${recipe.id}-tip`), attrs: { id } }),
    ]);
  });
  return el('div', { class: 'pushline-recipes' }, [el('p', { text: intro }), el('ul', {}, rows), said]);
}

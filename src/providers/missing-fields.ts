import type { AccountField, LoginFace, ProviderFace } from './face';

export type Missing = AccountField | 'login';

/**
 * The fields still needed to log in. `login` when there are several ways to log in and the user has begun none of them.
 */
export function missingFields(face: ProviderFace, has: (field: AccountField) => boolean): Missing[] {
  const late = Object.entries(face.together ?? {}).flatMap(([field, needed]) =>
    has(field as AccountField) && !has(needed) ? [needed] : [],
  );
  return [...missingLogin(face.logins, has), ...late];
}

function missingLogin(logins: readonly LoginFace[], has: (field: AccountField) => boolean): Missing[] {
  const isComplete = ({ fields, without = [] }: LoginFace): boolean => fields.every(has) && !without.some(has);
  if (logins.some(isComplete)) return [];
  const lacks = ({ fields }: LoginFace): AccountField[] => fields.filter((field) => !has(field));
  const [first] = logins;
  if (first && logins.length === 1) return lacks(first);
  const begun = logins.find((login) => login.fields.length > 1 && lacks(login).length === 1);
  return begun ? lacks(begun) : ['login'];
}

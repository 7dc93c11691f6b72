import type { ModelPort } from '../../contracts/model';

/** A model's name without the address behind it: `gpt-5` of `gpt-5 at api.example.com`. */
export function modelName({ label }: Pick<ModelPort, 'label'>): string {
  return label.replace(/ at \S+$/, '');
}

import { hidingStyle, type Lesson } from '../state/lesson.ts';

/** Hides the controls that the lesson leaves out. */
export function showLesson(lesson: Lesson): void {
  if (lesson.embed) document.documentElement.dataset['embed'] = '';
  const text = hidingStyle(lesson);
  if (text === '') return;
  const style = document.createElement('style');
  style.textContent = text;
  document.head.append(style);
}

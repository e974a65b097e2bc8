import { hidingStyle, type Lesson } from '../state/lesson.ts';

/** Hides the controls that the lesson leaves out. */
export function showLesson(lesson: Lesson): void {
  if (lesson.embed) document.documentElement.dataset['embed'] = '';
  const text = hidingStyle(lesson);
  // the page's policy refuses a style element, and no rule of a sheet
  if (text !== '') document.styleSheets[0]?.insertRule(text);
}

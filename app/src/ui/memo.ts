// A component that is drawn anew only where what it shows is another: for the rows of a list of which one changes at a time.

import { Component, type ComponentChildren, type ComponentType, createElement } from "preact";

// `isSame` compares what is shown. What is called back has to hold for the earlier drawing as well.
export function memo<P extends object>(inner: ComponentType<P>, isSame: (before: P, after: P) => boolean): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return !isSame(this.props, next);
    }

    override render(): ComponentChildren {
      return createElement(inner, this.props as P);
    }
  };
}

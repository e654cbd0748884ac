-- Strokes are few: a change is made of them at the next pause. To find them by an index cost every letter a page more to write.
DROP INDEX stroke_of_doc;

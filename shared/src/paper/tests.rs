use super::*;

fn paper(text: &str) -> Paper {
    Paper {
        name: "bien-ban".to_owned(),
        issuer: ["ĐẢNG BỘ PHƯỜNG SEN HỒNG".to_owned(), "CHI BỘ KHÓM MỸ PHƯỚC".to_owned()],
        number: None,
        dated: "ngày 05 tháng 11 năm 2026".to_owned(),
        title: "BIÊN BẢN".to_owned(),
        subject: "Sinh hoạt thường kỳ".to_owned(),
        is_draft: true,
        body: vec![
            Block::Heading("Điểm danh".to_owned()),
            Block::para("Chủ trì", text),
            Block::Table { columns: vec!["Việc".to_owned()], rows: vec![vec![text.to_owned()]] },
            Block::Sign(vec![Signer {
                capacity: "CHỦ TRÌ".to_owned(),
                name: Some(text.to_owned()),
                note: String::new(),
            }]),
        ],
    }
}

fn parts(file: Vec<u8>) -> Vec<(String, String)> {
    let mut packed = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    (0..packed.len())
        .map(|at| {
            let mut part = packed.by_index(at).unwrap();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut part, &mut text).unwrap();
            (part.name().to_owned(), text)
        })
        .collect()
}

#[test]
fn what_is_written_stands_on_the_page_as_text_whatever_it_is() {
    let hostile = "<script>alert('x')</script> & \"An\" \u{202e}ngược\u{7}";
    let page = html(&paper(hostile));
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;An&quot; ngược"), "{page}");
    assert!(!page.contains("<script") && !page.contains('\u{202e}') && !page.contains('\u{7}'));
    assert!(page.contains("DỰ THẢO"), "a draft says so");
    let document = &parts(docx(&paper(hostile)).unwrap())[3].1;
    assert!(document.contains("&lt;script&gt;") && !document.contains("<script") && !document.contains('\u{7}'));
}

#[test]
fn a_document_is_the_same_bytes_each_time_and_its_tags_are_closed() {
    let file = docx(&paper(&"Chi bộ bàn việc trữ nước ngọt. ".repeat(1_600))).unwrap();
    assert_eq!(file, docx(&paper(&"Chi bộ bàn việc trữ nước ngọt. ".repeat(1_600))).unwrap());
    for (name, text) in parts(file) {
        let mut open = Vec::new();
        for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            if let Some(closed) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed.to_owned()), "{name}");
            } else if !tag.ends_with('/') && !tag.starts_with('?') {
                open.push(tag.split(' ').next().unwrap().to_owned());
            }
        }
        assert_eq!(open, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_style_is_one_that_a_policy_can_allow_by_its_digest() {
    assert!(!PRINT_CSS.contains(['<', '>', '&', '\n', '\r']));
    assert!(html(&paper("x")).contains(&format!("<style>{PRINT_CSS}</style>")));
}

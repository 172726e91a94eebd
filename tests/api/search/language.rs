//! Small sets of texts with questions that have known answers: how much of what should be found is found
//! (recall), and how much of what is found should be (precision).

use std::collections::BTreeSet;

use super::found;
use crate::support::{TestApp, world};

/// A set: texts, and questions with the numbers of the texts that answer them.
struct Set {
    name: &'static str,
    texts: &'static [&'static str],
    questions: &'static [(&'static str, &'static [usize])],
    /// The least recall and precision.
    least: (f64, f64),
}

const SETS: [Set; 6] = [
    Set {
        name: "English",
        texts: &[
            "The meeting about the budget is moved to Monday",
            "Please review the meetings calendar before you plan",
            "We met the supplier and they offered a discount",
            "Invoices were sent to all customers yesterday",
            "The invoice for March is not paid",
            "Is the café on the corner open on Sundays?",
            "Don't forget to water Ana's plants",
            "He was running late and missed the train",
            "Run the tests before you merge",
            "The universe is large, said the university",
        ],
        questions: &[
            ("meeting ", &[0, 1]),
            ("invoice ", &[3, 4]),
            ("invoices paid ", &[4]),
            ("running ", &[7, 8]),
            ("cafe ", &[5]),
            ("CAFÉ", &[5]),
            ("dont ", &[6]),
            ("ana ", &[6]),
            ("\"the invoice\"", &[4]),
            ("custom", &[3]),
            ("meetnig ", &[0, 1]),
            ("universe ", &[9]),
            ("budget -monday", &[]),
        ],
        least: (0.9, 0.9),
    },
    Set {
        name: "Indonesian",
        texts: &[
            "Laporan keuangan sudah dikirimkan ke klien",
            "Tolong kirim laporannya sebelum rapat besok",
            "Pengiriman barang dari gudang itu terlambat",
            "Rapat mingguan dipindah ke hari Jumat ya",
            "Siapa yang membuat jadwal pertemuan ini?",
            "Anak-anak magang sudah mulai bekerja",
            "Pekerjaan itu belum selesai, kita kerjakan lagi besok",
            "Makan siang bersama di kantin, semua diundang",
            "Undangan untuk pesta sudah dibagikan",
            "Jangan lupa bayar tagihan listrik",
        ],
        questions: &[
            ("kirim ", &[0, 1, 2]),
            ("laporan ", &[0, 1]),
            ("rapat ", &[1, 3]),
            ("rapat besok", &[1]),
            ("kerja ", &[5, 6]),
            ("undang ", &[7, 8]),
            ("anak ", &[5]),
            ("anak-anak", &[5]),
            ("bayar tagihan", &[9]),
            ("lapor", &[0, 1]),
            ("lapuran ", &[0, 1]),
            ("jadwal ", &[4]),
        ],
        least: (0.9, 0.9),
    },
    Set {
        name: "Chinese and Japanese",
        texts: &[
            "明天在东京开会",
            "東京都の会議は来週です",
            "京都に行きました",
            "请把合同发给我",
            "合同会社を設立する",
            "バスが遅れています",
            "会議室を予約してください",
        ],
        questions: &[
            ("会議", &[1, 6]),
            ("東京", &[1]),
            ("京都に", &[2]),
            ("合同", &[3, 4]),
            ("合同发", &[3]),
            ("ﾊﾞｽ", &[5]),
            ("予約", &[6]),
            ("开会", &[0]),
            ("室", &[6]),
        ],
        least: (1.0, 1.0),
    },
    Set {
        name: "Korean",
        texts: &["내일 서울에서 회의가 있습니다", "회의록을 보내 주세요", "서울역에서 만나요"],
        questions: &[("회의", &[0, 1]), ("서울", &[0, 2]), ("서울역", &[2]), ("회의록", &[1])],
        least: (1.0, 1.0),
    },
    Set {
        name: "Thai",
        texts: &[
            "ประชุมวันจันทร์เวลาเก้าโมง",
            "กรุณาส่งรายงานการประชุม",
            "ร้านกาแฟเปิดวันอาทิตย์",
            "รายงานยอดขายเดือนนี้",
        ],
        questions: &[("ประชุม", &[0, 1]), ("รายงาน", &[1, 3]), ("กาแฟ", &[2]), ("วันจันทร์", &[0])],
        least: (1.0, 1.0),
    },
    Set {
        name: "Identifiers and paths",
        texts: &[
            "panic at src/infra/b_c.rs:12 again",
            "ticket ERR-4012 is closed, ERR-4013 is not",
            "call getUserName() before setUserName()",
            "release v1.24.0 of https://example.org/docs/setup",
            "order 4012 came in",
            "written in C++ and C#",
        ],
        questions: &[
            ("src/infra/b_c.rs:12", &[0]),
            ("b_c.rs", &[0]),
            ("ERR-4012", &[1]),
            ("err-40", &[1]),
            ("4012 ", &[1, 4]),
            ("getUserName", &[2]),
            ("username ", &[]),
            ("user ", &[2]),
            ("v1.24.0", &[3]),
            ("1.24", &[]),
            ("https://example.org/docs", &[3]),
            ("example.org", &[3]),
            ("c++", &[5]),
        ],
        least: (1.0, 1.0),
    },
];

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the figures are what the sets are for")]
async fn every_language_is_found_as_it_is_written() {
    let app = TestApp::start().await;
    let (ana, budi) = (app.user("ana").await, app.user("budi").await);
    for set in SETS {
        let chat = world::group(&ana, set.name, &[&budi]).await;
        for text in set.texts {
            world::say(&ana, &chat, text).await;
        }
        let (mut right, mut given, mut expected) = (0, 0, 0);
        for (question, answers) in set.questions {
            let q = format!("in:{chat} {question}");
            let found: BTreeSet<String> = found(&app, &ana, &q).await.into_iter().collect();
            let wanted: BTreeSet<String> =
                answers.iter().map(|at| set.texts[*at].to_owned()).collect();
            let both = found.intersection(&wanted).count();
            if both != found.len() || both != wanted.len() {
                println!("{}: {question:?} found {found:?}, not {wanted:?}", set.name);
            }
            right += both;
            given += found.len();
            expected += wanted.len();
        }
        let (recall, precision) =
            (right as f64 / f64::from(expected as u32), right as f64 / f64::from(given as u32));
        println!("{}: recall {recall:.2}, precision {precision:.2}", set.name);
        let (least_recall, least_precision) = set.least;
        assert!(recall >= least_recall && precision >= least_precision, "{}", set.name);
    }
}

//! The projects of the demo: the one of the first generation, and a relaunch that is under way.

use super::people::Cast;
use crate::access::Presence;
use crate::base::Result;
use crate::base::ids::UserId;
use crate::features::projects::{PastProject, PastTask};
use crate::infra::db::WriteTx;

/// Title, bucket, the number of the person on it, days until it is due.
type Row = (&'static str, usize, usize, Option<i32>);

const RELAUNCH: &[Row] = &[
    ("Kumpulkan keluhan pelanggan tentang situs lama", 0, 3, None),
    ("Write the page about prices", 0, 5, Some(12)),
    ("Translate the help pages", 0, 6, Some(20)),
    ("Uji beban halaman depan", 0, 4, Some(16)),
    ("Privacy notice: what changes", 0, 1, Some(25)),
    ("Redirects from the old addresses", 0, 4, Some(18)),
    ("Foto tim untuk halaman tentang kami", 0, 7, None),
    ("Search on the site", 0, 3, Some(22)),
    ("Checkout in two steps", 1, 3, Some(4)),
    ("Sistem desain: tombol dan formulir", 1, 6, Some(2)),
    ("Pictures in modern formats", 1, 4, Some(-1)),
    ("Sign-in for partners", 1, 5, Some(7)),
    ("Navigation by keyboard", 2, 6, Some(1)),
    ("Formulir kontak baru", 2, 3, Some(0)),
    ("Deploy preview for each change", 3, 4, Some(-9)),
    ("Choose the typeface", 3, 6, Some(-14)),
    ("Move the blog", 3, 5, Some(-6)),
    ("Anggaran disetujui", 3, 1, Some(-20)),
];

/// Makes the projects.
pub(super) fn insert(tx: &mut WriteTx<'_>, presence: &Presence, cast: &Cast) -> Result<()> {
    let person = |number: usize| cast.people[number % cast.people.len()].id;
    let (admin, alice) = (person(0), person(1));
    let launch = PastProject::create(
        tx,
        presence,
        ("EPOP Launch", "Initial project"),
        &[admin, alice],
        &["Todo", "Doing"],
    )?;
    for title in ["Set up CI/CD", "Define schemas"] {
        launch.add(tx, admin, task(title, 0, &[alice], None))?;
    }
    relaunch(tx, presence, &person)
}

fn task<'a>(title: &'a str, bucket: usize, on: &'a [UserId], due: Option<i32>) -> PastTask<'a> {
    PastTask { title, description: "", bucket, on, due, is_urgent: false, checklist: &[] }
}

fn relaunch(
    tx: &mut WriteTx<'_>,
    presence: &Presence,
    person: &impl Fn(usize) -> UserId,
) -> Result<()> {
    let people: Vec<UserId> = (0..10).map(person).collect();
    let project = PastProject::create(
        tx,
        presence,
        ("Peluncuran ulang situs", "The new site goes live at the end of the quarter."),
        &people,
        &["Antrean", "Dikerjakan", "Ditinjau", "Selesai"],
    )?;
    for (place, (title, bucket, on, due)) in RELAUNCH.iter().enumerate() {
        let on = [person(*on)];
        let urgent = PastTask {
            is_urgent: place % 5 == 3,
            description: "See the **notes** of the last meeting.",
            checklist: &["Draft", "Ask somebody to look at it", "Done"],
            ..task(title, *bucket, &on, *due)
        };
        let id = project.add(tx, person(place % 8), urgent)?;
        if place % 4 == 0 {
            project.comment(tx, person(place % 6 + 2), id, "Saya mulai minggu ini.")?;
        }
    }
    Ok(())
}

//! Who is in the demo.

use crate::access::Presence;
use crate::base::text::{DisplayName, EmailAddress, JobTitle, PhoneExtension, TextFault};
use crate::base::{Error, Result};
use crate::features::directory::{self, NewPerson, PersonRef, UserCreated};
use crate::infra::db::WriteTx;
use crate::infra::password::Passwords;

/// Address before the `@`, name, title, extension. The first three sign in with passwords of their own.
const PEOPLE: [(&str, &str, &str, &str); 30] = [
    ("admin", "Admin", "Administrator", "100"),
    ("alice", "Alice", "Product manager", "101"),
    ("bob", "Bob", "Backend engineer", "102"),
    ("rina.hartono", "Rina Hartono", "Kepala teknik", "110"),
    ("bayu.prasetyo", "Bayu Prasetyo", "Backend engineer", "111"),
    ("dewi.lestari", "Dewi Lestari", "Desainer produk", "120"),
    ("agus.setiawan", "Agus Setiawan", "DevOps engineer", "112"),
    ("siti.rahma", "Siti Rahma", "QA lead", "113"),
    ("budi.santoso", "Budi Santoso", "Frontend engineer", "114"),
    ("maya.anggraini", "Maya Anggraini", "UX researcher", "121"),
    ("james.carter", "James Carter", "Sales lead", "130"),
    ("emily.stone", "Emily Stone", "Account manager", "131"),
    ("andi.wijaya", "Andi Wijaya", "Sales", "132"),
    ("putri.maharani", "Putri Maharani", "Customer support", "140"),
    ("fajar.nugroho", "Fajar Nugroho", "Customer support", "141"),
    ("grace.tan", "Grace Tan", "Finance manager", "150"),
    ("hendra.gunawan", "Hendra Gunawan", "Akuntan", "151"),
    ("intan.permata", "Intan Permata", "People operations", "160"),
    ("joko.susilo", "Joko Susilo", "Mobile engineer", "115"),
    ("kartika.sari", "Kartika Sari", "Data analyst", "116"),
    ("liam.obrien", "Liam O'Brien", "Solutions architect", "133"),
    ("nadia.zahra", "Nadia Zahra", "Content writer", "122"),
    ("oscar.lim", "Oscar Lim", "Security engineer", "117"),
    ("ratna.dewanti", "Ratna Dewanti", "Office manager", "161"),
    ("sarah.mitchell", "Sarah Mitchell", "Marketing lead", "134"),
    ("teguh.wibowo", "Teguh Wibowo", "Network engineer", "118"),
    ("umi.kalsum", "Umi Kalsum", "Customer support", "142"),
    ("vera.susanti", "Vera Susanti", "Legal counsel", "152"),
    ("wayan.sudarma", "Wayan Sudarma", "Frontend engineer", "119"),
    ("yohanes.pratama", "Yohanes Pratama", "Engineering intern", "170"),
];

/// The passwords of the first three, and of everyone else.
const PASSWORDS: [&str; 4] = ["admin123", "alice123", "bob123", "demo1234"];

/// Hashes the demo's passwords; they are for show, so no policy is asked.
pub(super) async fn hash_passwords(passwords: &Passwords) -> Result<Vec<String>> {
    let mut hashes = Vec::with_capacity(PASSWORDS.len());
    for password in PASSWORDS {
        hashes.push(passwords.hash(password.to_owned()).await?);
    }
    Ok(hashes)
}

/// The people of the demo, in the order of the list above.
pub(super) struct Cast {
    pub(super) people: Vec<PersonRef>,
}

impl Cast {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// The people with these numbers.
    pub(super) fn pick(&self, numbers: &[usize]) -> Vec<PersonRef> {
        numbers.iter().map(|number| self.people[*number].clone()).collect()
    }

    /// The words with `@7` replaced by `@` and the name of person 7.
    pub(super) fn with_names(&self, words: &str) -> String {
        let mut parts = words.split('@');
        let mut named = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let person =
                part[..digits].parse::<usize>().ok().and_then(|number| self.people.get(number));
            named.push('@');
            match person {
                Some(person) => {
                    named.push_str(&person.display_name);
                    named.push_str(&part[digits..]);
                }
                None => named.push_str(part),
            }
        }
        named
    }
}

/// Adds the people.
///
/// # Errors
/// `email_taken` if one of them is here already.
pub(super) fn insert(tx: &mut WriteTx<'_>, presence: &Presence, hashes: &[String]) -> Result<Cast> {
    let mut people = Vec::with_capacity(PEOPLE.len());
    for (number, person) in PEOPLE.iter().enumerate() {
        let hash = &hashes[number.min(PASSWORDS.len() - 1)];
        let id =
            directory::insert_person(tx, &parse(person, hash, number == 0).map_err(internal)?)?;
        let shown = directory::load_person(tx, presence, id)?;
        people.push(PersonRef {
            id,
            display_name: shown.display_name.clone(),
            presence: shown.presence,
        });
        tx.emit(&UserCreated::new(shown))?;
    }
    Ok(Cast { people })
}

fn parse(
    person: &(&str, &str, &str, &str),
    hash: &str,
    is_admin: bool,
) -> Result<NewPerson, TextFault> {
    let (address, name, title, extension) = person;
    Ok(NewPerson {
        email: EmailAddress::parse(&format!("{address}@epop.local"))?,
        display_name: DisplayName::parse(name)?,
        title: Some(JobTitle::parse(title)?),
        phone_ext: Some(PhoneExtension::parse(extension)?),
        password_hash: hash.to_owned(),
        is_admin,
        locale: None,
        time_zone: None,
        is_new: false,
    })
}

fn internal(fault: TextFault) -> Error {
    Error::internal(fault.to_string())
}
